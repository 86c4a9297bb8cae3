import type { SeenMessage } from "../message/seen-message.ts";

/** The same messages, those of one correlation together, in the order in which the conversations began. */
export function byConversation(messages: readonly SeenMessage[]): SeenMessage[] {
  const groups = new Map<string, SeenMessage[]>();
  for (const message of messages) {
    const key = message.correlation || `alone ${message.id}`;
    const group = groups.get(key);
    if (group) group.push(message);
    else groups.set(key, [message]);
  }
  return [...groups.values()].flat();
}

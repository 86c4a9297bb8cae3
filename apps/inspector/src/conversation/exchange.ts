import type { SeenMessage } from "../message/seen-message.ts";

/** One message of a conversation as an arrow of its picture. */
export interface Arrow {
  readonly message: SeenMessage;
  /** Positions among the participants. */
  readonly from: number;
  readonly to: number;
  /** Since the one before, in ms; 0 for the first. */
  readonly after: number;
  readonly kind: "request" | "ack" | "nack" | "again";
}

/** A conversation: who takes part, in the order in which they come up, and what they say. */
export interface Exchange {
  readonly participants: readonly string[];
  readonly arrows: readonly Arrow[];
}

/** Draws the messages of one correlation, in the order in which they came. */
export function exchangeOf(messages: readonly SeenMessage[]): Exchange {
  const participants: string[] = [];
  const place = (name: string): number => {
    if (!participants.includes(name)) participants.push(name);
    return participants.indexOf(name);
  };
  const senders = new Map(messages.map(({ msgId, sender }) => [msgId, sender]));
  const seen = new Set<string>();
  const arrows = messages.map((message, index): Arrow => {
    const before = messages[index - 1] ?? message;
    const from = place(message.sender || "somebody");
    const to = place(message.receiver || senders.get(message.replyTo) || message.subject);
    const kind = kindOf(message, seen.has(message.msgId));
    seen.add(message.msgId);
    return { message, from, to, kind, after: message.at.getTime() - before.at.getTime() };
  });
  return { participants, arrows };
}

function kindOf({ purpose }: SeenMessage, isAgain: boolean): Arrow["kind"] {
  if (isAgain) return "again";
  if (purpose === "ACK") return "ack";
  return purpose === "NACK" ? "nack" : "request";
}

import type { NATSBridge, Progress } from "natsbridge";
import { formatCount } from "../page/format.ts";
import { jsonText } from "../page/json-text.ts";
import { type Draft, payloadOf } from "./draft.ts";

/** How a message is sent: away, into a stream, or as a question. */
export const WAYS = ["Publish", "Into a stream", "Ask"] as const;
export type Way = (typeof WAYS)[number];

/** What a message answers: fields of its envelope. */
export interface Answered {
  readonly correlation_id: string;
  readonly reply_to_msg_id: string;
}

/** Time for an answer, in ms. */
const PATIENCE = 10_000;

/** Sends a message and tells what became of it, for people. @throws NatsBridgeError */
export async function sendMessage(
  bridge: NATSBridge,
  subject: string,
  drafts: readonly Draft[],
  way: Way,
  answered: Answered | undefined,
  on_progress: (progress: Progress) => void,
): Promise<string> {
  const payloads = await Promise.all(drafts.map(payloadOf));
  if (way === "Ask") {
    const answer = await bridge.request(subject, payloads, {
      ...answered,
      timeout: PATIENCE,
      on_progress,
    });
    const parts = answer.payloads.map(([name, value, type]) => {
      const bytes = value instanceof Uint8Array ? `${formatCount(value.length)} bytes` : undefined;
      return `${name} (${type}): ${bytes ?? jsonText(value, 2)}`;
    });
    return [`${answer.msg_purpose} of ${answer.sender_name || "somebody"}`, ...parts].join("\n");
  }
  const isStored = way === "Into a stream";
  const [, , receipt] = await bridge.smartsend(subject, payloads, {
    ...answered,
    on_progress,
    ...(isStored && { jetstream: true }),
  });
  const { pub_ack } = receipt;
  if (pub_ack === undefined) return `Sent to ${subject}`;
  return `Stored as message ${formatCount(pub_ack.seq)} of ${pub_ack.stream}`;
}

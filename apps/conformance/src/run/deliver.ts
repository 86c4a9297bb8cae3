import type { JobOptions } from "../worker/job.ts";
import type { Context } from "./context.ts";
import type { Answer, PeerClient } from "./peer-client.ts";
import { receiveOptionsFor } from "./send-job.ts";

export interface Delivery {
  readonly subject: string;
  /** The message, byte for byte. */
  readonly body: Uint8Array;
  /** With `log`, the answer has a report of the log. */
  readonly options?: JobOptions;
  /** Default: 20,000. */
  readonly timeout_ms?: number;
}

/** Publishes a message as it is and gives what a peer makes of it. */
export async function deliver(
  context: Context,
  receiver: PeerClient,
  { subject, body, options, timeout_ms = 20_000 }: Delivery,
): Promise<Answer> {
  const standing = await receiver.ask({
    op: "receive",
    subject,
    options: { ...receiveOptionsFor(context, receiver, "usual"), ...options },
  });
  if (standing.handle === undefined) return standing;
  const { connection } = context.brokers.usual;
  connection.publish(subject, body);
  await connection.flush();
  const { handle } = standing;
  const answer = await receiver.ask({ op: "collect", handle, timeout_ms, answer: "full" });
  if (options?.log === undefined) return answer;
  const { log } = await receiver.ask({ op: "log", handle });
  return { ...answer, ...(log && { log }) };
}

import type { NatsHeaders } from "@natsbridge/transport";

/** Headers of a dead letter: why it was given up, and where it came from. */
export const DEAD_LETTER_HEADERS = {
  /** Code of the error, `handler_failed` for one of a handler's own. */
  code: "NATSBridge-Code",
  /** Its message, 500 characters at most. */
  reason: "NATSBridge-Reason",
  /** Subject that the message was published to. */
  subject: "NATSBridge-Subject",
  stream: "NATSBridge-Stream",
  consumer: "NATSBridge-Consumer",
  /** Its sequence in that stream. */
  seq: "NATSBridge-Sequence",
  /** How often it was delivered. */
  deliveries: "NATSBridge-Deliveries",
} as const;

/** What a dead letter says of itself; its publisher wrote it, so it is no more than a claim. */
export interface DeadLetter {
  readonly code: string;
  readonly reason: string;
  readonly subject: string;
  readonly stream: string;
  readonly consumer: string;
  readonly seq: number;
  readonly deliveries: number;
}

/** Reads the headers of a dead letter; undefined for any other message. */
export function readDeadLetter(
  headers: Pick<NatsHeaders | ReadonlyMap<string, string>, "get"> | undefined,
): DeadLetter | undefined {
  const get = (name: string): string => headers?.get(name) ?? "";
  const { code, reason, subject, stream, consumer, seq, deliveries } = DEAD_LETTER_HEADERS;
  if (get(code) === "" || get(stream) === "") return undefined;
  return {
    code: get(code),
    reason: get(reason),
    subject: get(subject),
    stream: get(stream),
    consumer: get(consumer),
    seq: Number(get(seq)),
    deliveries: Number(get(deliveries)),
  };
}

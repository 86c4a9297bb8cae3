import { NatsBridgeError } from "@natsbridge/schema/base";

/** `err_code` of a message larger than `max_msg_size` of its stream. */
const MESSAGE_TOO_LARGE = 10054;

/** `err_code`s of an expected last sequence or id that is not the last. */
const UNEXPECTED = new Set([10070, 10071, 10164]);

/** What a JetStream server answered in place of an acknowledgement; the `cause` of the error that reports it. */
export class JetStreamRefusal extends Error {
  override readonly name = "JetStreamRefusal";
  /** HTTP-like status; 503 means "not now". */
  readonly status: number;
  /** The server's own code, e.g. 10071 for a wrong last sequence. */
  readonly err_code: number;
  /** `max_msg_size` of the stream in bytes, headers included, where the message exceeds it and the server would tell. */
  readonly max_msg_size: number | undefined;

  constructor(status: number, err_code: number, description: string, max_msg_size?: number) {
    super(description);
    this.status = status;
    this.err_code = err_code;
    this.max_msg_size = max_msg_size;
  }

  /** Whether the message exceeds `max_msg_size` of its stream. */
  get isTooLarge(): boolean {
    return this.err_code === MESSAGE_TOO_LARGE;
  }

  /** Whether the stream has another last message than the publisher expected. */
  get isUnexpected(): boolean {
    return UNEXPECTED.has(this.err_code);
  }
}

/** Whether a publish was refused because the message exceeds `max_msg_size` of its stream: with more links it may fit. */
export function isMessageTooLargeForStream(error: unknown): error is NatsBridgeError {
  return refusalOf(error)?.isTooLarge ?? false;
}

/** `max_msg_size` in bytes, headers included, that a message refused for its size exceeds; undefined where not known. */
export function streamMaxMessageSize(error: unknown): number | undefined {
  return refusalOf(error)?.max_msg_size;
}

function refusalOf(error: unknown): JetStreamRefusal | undefined {
  if (!NatsBridgeError.isInstance(error)) return undefined;
  const { cause } = error;
  return cause instanceof Error && cause.name === "JetStreamRefusal"
    ? (cause as JetStreamRefusal)
    : undefined;
}

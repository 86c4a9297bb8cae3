import type { OutgoingHttpHeaders } from "node:http";

/** A whole answer, after `delay` ms. */
export interface AnswerBehaviour {
  readonly kind: "answer";
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Uint8Array | string;
  readonly delay?: number;
}

/** A file as a good store serves it, with Range and If-Range where `etag` is given. `cut` breaks the answer after so many bytes. */
export interface FileBehaviour {
  readonly kind: "file";
  readonly body: Uint8Array;
  readonly etag?: string;
  readonly cut?: number;
}

/** Says nothing at all. */
export interface StallBehaviour {
  readonly kind: "stall";
}

/** Announces `announced` bytes (default: all of `body`), sends `body`, then does what `ending` says. */
export interface BrokenBodyBehaviour {
  readonly kind: "broken-body";
  readonly body: Uint8Array;
  /** `null` sends it chunked, without a length. */
  readonly announced?: number | null;
  readonly headers?: OutgoingHttpHeaders;
  readonly ending: "stall" | "close" | "reset" | "end";
}

/** Resets the connection without an answer. */
export interface ResetBehaviour {
  readonly kind: "reset";
}

/** Sends `chunk` bytes of `body` every `interval` ms. */
export interface DripBehaviour {
  readonly kind: "drip";
  readonly body: Uint8Array;
  readonly chunk: number;
  readonly interval: number;
}

/** Sends zeros for as long as anyone reads; `announced` is the length it claims, if any. */
export interface EndlessBehaviour {
  readonly kind: "endless";
  readonly announced?: number;
}

/** What a fault server does with one request. */
export type FaultBehaviour =
  | AnswerBehaviour
  | BrokenBodyBehaviour
  | DripBehaviour
  | EndlessBehaviour
  | FileBehaviour
  | ResetBehaviour
  | StallBehaviour;

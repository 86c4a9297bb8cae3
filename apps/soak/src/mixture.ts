/** Sends at once while the top rate is looked for. */
export const SENDERS = 32;

export const TEXT: string = "a message of an ordinary size, ".repeat(30);

/** What travels as a link. */
export const BLOB: Uint8Array<ArrayBuffer> = new Uint8Array(30_000);

/** What is sent: a question with its answer, a Core message, one into a stream, one whose payload is a link. */
export type Mixed = "question" | "core" | "stream" | "link";

/** The kind of the message that is sent as number `n`: of a hundred 5 questions, 15 Core messages, 1 link. */
export function kindOf(n: number): Mixed {
  if (n % 20 === 0) return "question";
  if (n % 5 === 0) return "core";
  return n % 100 === 1 ? "link" : "stream";
}

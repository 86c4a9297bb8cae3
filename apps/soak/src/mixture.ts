import { setTimeout as delay } from "node:timers/promises";

/** Sends at once while the top rate is looked for. */
const SENDERS = 32;

export const TEXT: string = "a message of an ordinary size, ".repeat(30);

/** What travels as a link. */
export const BLOB: Uint8Array<ArrayBuffer> = new Uint8Array(30_000);

/** What is sent: a question with its answer, a Core message, one into a stream, one whose payload is a link. */
export type Mixed = "question" | "core" | "stream" | "link";

/** What is sent at one end and handled at the other. */
export interface Load {
  /** How many were handled. */
  readonly handled: number;
  /** Messages that were sent and are not handled. */
  readonly inFlight: number;
  sendNext(): Promise<void>;
}

/** Messages per second at full speed. */
export async function topRate(load: Load, time: number): Promise<number> {
  const started = performance.now();
  const work = async (): Promise<void> => {
    while (performance.now() - started < time) await load.sendNext();
  };
  await Promise.all(Array.from({ length: SENDERS }, work));
  await allHandled(load);
  return Math.floor(load.handled / ((performance.now() - started) / 1_000));
}

/** Waits until all that was sent is handled; not for ever, so that what is missing shows in the counts. */
export async function allHandled(load: Pick<Load, "inFlight">): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (load.inFlight > 0 && performance.now() < deadline) await delay(10);
}

/** The kind of the message that is sent as number `n`: of a hundred 5 questions, 15 Core messages, 1 link. */
export function kindOf(n: number): Mixed {
  if (n % 20 === 0) return "question";
  if (n % 5 === 0) return "core";
  return n % 100 === 1 ? "link" : "stream";
}

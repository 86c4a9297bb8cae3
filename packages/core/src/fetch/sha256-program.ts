/** What the thread is told: its memory, once; that the bytes begin (anew); the next pieces; that this was all. */
export type ToThread =
  | { readonly memory: Uint8Array<ArrayBuffer> }
  | { readonly isStart: true }
  | { readonly pieces: readonly Uint8Array<ArrayBuffer>[] }
  | { readonly isEnd: true };

/** What it has in the end: the digest, 64 lower-case hex digits, and the memory it was given. */
export interface ThreadResult {
  readonly digest: string;
  readonly memory: Uint8Array<ArrayBuffer>;
}

/** What it answers: how many bytes it has taken; in the end the result. */
export type FromThread = { readonly taken: number } | ThreadResult;

/** The thread's program, as text: a file of its own would be lost when an application is bundled. */
export const PROGRAM: string = `
const { createHash } = require("node:crypto");
const { parentPort } = require("node:worker_threads");
let memory;
let hash;
let filled;
function start() {
  hash = createHash("sha256");
  filled = 0;
}
function take(pieces) {
  const begin = filled;
  for (const piece of pieces) {
    memory.set(piece, filled);
    hash.update(piece);
    filled += piece.length;
    // Left to the garbage collector, tens of megabytes pile up.
    piece.buffer.transfer(0);
  }
  parentPort.postMessage({ taken: filled - begin });
}
parentPort.on("message", (message) => {
  if (message.memory) memory = message.memory;
  else if (message.isStart) start();
  else if (message.pieces) take(message.pieces);
  else parentPort.postMessage({ digest: hash.digest("hex"), memory }, [memory.buffer]);
});
`;

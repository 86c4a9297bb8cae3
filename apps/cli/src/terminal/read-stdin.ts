import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import { paint } from "./paint.ts";

/** All of standard input. Whoever sits at a terminal is told that it is waited for. @throws AbortError when aborted. */
export function readStdin(signal: AbortSignal): Promise<Buffer> {
  return buffer(openStdin(signal));
}

/** Standard input as it comes, to the end of the signal. */
export function openStdin(signal: AbortSignal): NodeJS.ReadStream {
  const { stdin, stderr } = process;
  if (stdin.isTTY) {
    stderr.write(`${paint("dim", "reading standard input; Ctrl-D ends it", stderr)}\n`);
  }
  return addAbortSignal(signal, stdin);
}

import { hasProcess } from "../has-process.ts";

/** Resolves in the next turn of the event loop, when all that promises have to do in this one is done. */
export function nextTurn(): Promise<void> {
  if (hasProcess()) return new Promise((resolve) => setImmediate(resolve));
  // An edge runtime has timers only.
  if (typeof MessageChannel === "undefined") return new Promise((resolve) => setTimeout(resolve));
  // A browser holds timers back by milliseconds.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

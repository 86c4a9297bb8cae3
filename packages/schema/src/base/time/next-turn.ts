import { hasProcess } from "../has-process.ts";

/** Resolves in the next turn of the event loop, when all that promises have to do in this one is done. */
export function nextTurn(): Promise<void> {
  if (hasProcess()) return new Promise((resolve) => setImmediate(resolve));
  // A browser holds timers back by milliseconds.
  const channel = openChannel();
  if (channel === undefined) return new Promise((resolve) => setTimeout(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = channel;
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** An edge runtime has none, or one that throws. */
function openChannel(): MessageChannel | undefined {
  try {
    return new MessageChannel();
  } catch {
    return undefined;
  }
}

/** Resolves in the next turn of the event loop, when all that promises have to do in this one is done. */
export function nextTurn(): Promise<void> {
  // Not by a timer, which a browser holds back by milliseconds.
  if (typeof setImmediate === "function") return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

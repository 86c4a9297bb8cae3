import { hasProcess, nextTurn } from "@natsbridge/schema/base";

/**
 * Resolves when all that promises have to do just now is done. To be awaited where a promise was: then it costs no turn
 * of the event loop where the runtime has ticks.
 */
export function microtasks(): Promise<void> {
  if (!hasProcess()) return nextTurn();
  // A tick comes when no microtask is left.
  return new Promise((resolve) => process.nextTick(resolve));
}

import { setTimeout as pause } from "node:timers/promises";

const EVERY = 5;

/**
 * Watches how long the event loop is held at a time, in ms of this thread's own time: what else the machine does does
 * not count. What is returned ends the watch, and gives the longest.
 */
export function watchTurns(): () => Promise<number> {
  const now = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  };
  let last = now();
  let longest = 0;
  const look = () => {
    const time = now();
    longest = Math.max(longest, time - last);
    last = time;
  };
  const timer = setInterval(look, EVERY);
  return async () => {
    // What was held last is seen at the next turn.
    await pause(2 * EVERY);
    clearInterval(timer);
    return longest;
  };
}

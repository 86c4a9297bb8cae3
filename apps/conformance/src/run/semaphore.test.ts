import { expect, test } from "vitest";
import { Semaphore } from "./semaphore.ts";

test("lets so many in at once, in order, also past one that fails", async () => {
  const semaphore = new Semaphore(2);
  const log: string[] = [];
  let inside = 0;
  let most = 0;
  const work = (name: string, fails = false) =>
    semaphore.use(async () => {
      log.push(name);
      inside += 1;
      most = Math.max(most, inside);
      await Promise.resolve();
      inside -= 1;
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([work("a", true), work("b"), work("c"), work("d")]);
  expect(results.map(({ status }) => status)).toEqual([
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  expect(log).toEqual(["a", "b", "c", "d"]);
  expect(most).toBe(2);
});

import { expect, test } from "vitest";
import { mapInOrder } from "./map-in-order.ts";

async function* items(...values: number[]): AsyncGenerator<number> {
  yield* values;
}

test("gives results in the order of the items, with at most `limit` running", async () => {
  let running = 0;
  let most = 0;
  const waiting: (() => void)[] = [];
  const work = async (item: number) => {
    most = Math.max(most, ++running);
    await new Promise<void>((resolve) => waiting.push(resolve));
    running--;
    return item * 10;
  };
  const results: number[] = [];
  const done = (async () => {
    for await (const result of mapInOrder(items(1, 2, 3, 4, 5), 2, work)) results.push(result);
  })();
  while (results.length < 5) {
    await new Promise((resolve) => setImmediate(resolve));
    waiting.pop()?.(); // the newest first
  }
  await done;
  expect(results).toEqual([10, 20, 30, 40, 50]);
  expect(most).toBe(2);
});

test("ending it early ends the source, even one that waits for its next item", async () => {
  let isEnded = false;
  const source = (async function* () {
    try {
      yield 1;
      yield 2;
    } finally {
      isEnded = true;
    }
  })();
  for await (const result of mapInOrder(source, 1, async (item) => item)) {
    expect(result).toBe(1);
    break;
  }
  expect(isEnded).toBe(true);

  const waiting = (async function* () {
    yield 1;
    await new Promise(() => undefined);
  })();
  for await (const result of mapInOrder(waiting, 2, async (item) => item)) {
    expect(result).toBe(1);
    break;
  }
});

test("a source that fails fails the iteration", async () => {
  const source = (async function* () {
    yield 1;
    throw new Error("cut");
  })();
  const results: number[] = [];
  await expect(async () => {
    for await (const result of mapInOrder(source, 3, async (item) => item)) results.push(result);
  }).rejects.toThrowError("cut");
});

test("an item that the source has given when the iteration ends still comes to `work`", async () => {
  const worked: number[] = [];
  const work = async (item: number) => worked.push(item);
  for await (const _count of mapInOrder(items(1, 2, 3), 2, work)) break;
  await new Promise((resolve) => setImmediate(resolve));
  expect(worked).toEqual([1, 2]);
});

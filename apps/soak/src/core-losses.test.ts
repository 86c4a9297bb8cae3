import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CoreLosses } from "./core-losses.ts";
import { LongestWait } from "./longest-wait.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("what is missing is told only by an event near it", async () => {
  const losses = new CoreLosses();
  losses.sent(1);
  losses.sent(2);
  losses.received(1);
  expect([losses.untold(), losses.lost]).toEqual([1, 1]);
  vi.advanceTimersByTime(50_000);
  await losses.follow(
    (async function* () {
      yield { type: "disconnect" } as const;
    })(),
  );
  expect(losses.untold()).toBe(0);
  vi.advanceTimersByTime(16_000);
  losses.sent(3);
  expect([losses.untold(), losses.lost]).toEqual([1, 2]);
});

test("the longest wait counts what still waits", () => {
  const waits = new LongestWait();
  waits.begin("a");
  vi.advanceTimersByTime(300);
  waits.begin("a");
  waits.end("a");
  waits.end("a");
  waits.begin("b");
  vi.advanceTimersByTime(100);
  expect(waits.longest).toBe(300);
  vi.advanceTimersByTime(900);
  expect(waits.longest).toBe(1_000);
});

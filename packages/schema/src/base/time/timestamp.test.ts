import { expect, onTestFinished, test, vi } from "vitest";
import { timestamp } from "./timestamp.ts";

test("at any time it is what a Date writes", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const start = Date.parse("2026-12-31T23:59:58.990Z");
  // Within a second, over its end and the year's, and back again, as clocks are set.
  for (let step = 0; step < 3_000; step += 1) {
    for (const ms of [start + step, start - step * 7_919, start + step * 86_399_999]) {
      vi.setSystemTime(ms);
      expect(timestamp()).toBe(new Date(ms).toISOString());
    }
  }
});

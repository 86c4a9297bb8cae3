import { expect, test } from "vitest";
import { SpeedWatch } from "./speed-watch.ts";

/** Reads of so many ms and bytes; gives after how many it was too slow, or "never". */
function check(min_speed: number, reads: Iterable<readonly [number, number]>): number | "never" {
  const watch = new SpeedWatch(min_speed);
  let count = 0;
  for (const [waited, bytes] of reads) {
    count += 1;
    if (watch.add(waited, bytes)) return count;
  }
  return "never";
}

const times = (count: number, waited: number, bytes: number) =>
  Array.from({ length: count }, () => [waited, bytes] as const);

test("a byte now and then is too slow after a minute of waiting", () => {
  expect(check(1_000, times(1_000, 10_000, 1))).toBe(6);
  expect(check(1_000, times(1_000_000, 1, 0))).toBe(60_000);
});

test("the bound itself is fast enough", () => {
  expect(check(1_000, times(10_000, 100, 100))).toBe("never");
  expect(check(1_000, times(10_000, 100, 99))).toBe(600);
});

test("a fast beginning does not pay for what trickles later", () => {
  const reads = [...times(10, 100, 10_000_000), ...times(100, 10_000, 1)];
  expect(check(1_000, reads)).toBeLessThan(20);
});

test("one long wait with enough bytes behind it is fast enough", () => {
  expect(check(1_000, [[59_999, 0]])).toBe("never");
  expect(check(1_000, [[120_000, 60_000]])).toBe("never");
  expect(check(1_000, [[120_000, 59_999]])).toBe(1);
});

test("a slow reader waits for nothing", () => {
  expect(check(1_000, times(100_000, 0, 1))).toBe("never");
});

test("0 is no bound", () => {
  expect(check(0, times(1_000, 60_000, 0))).toBe("never");
});

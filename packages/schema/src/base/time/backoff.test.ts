import { expect, test } from "vitest";
import { backoffDelay, resolveBackoff } from "./backoff.ts";

test("waits double from 100 ms to 5,000 ms, shortened by up to half", () => {
  const backoff = resolveBackoff({});
  const waits = (random: number) =>
    [1, 2, 3, 6, 7, 60].map((attempt) => backoffDelay(backoff, attempt, undefined, random));
  expect(waits(0)).toEqual([100, 200, 400, 3200, 5000, 5000]);
  expect(waits(1)).toEqual([50, 100, 200, 1600, 2500, 2500]);
});

test("Retry-After is kept up to max_delay and never shortens", () => {
  const backoff = resolveBackoff({});
  expect(backoffDelay(backoff, 1, 2000, 0)).toBe(2000);
  expect(backoffDelay(backoff, 1, 60_000, 0)).toBe(5000);
  expect(backoffDelay(backoff, 4, 0, 0)).toBe(800);
});

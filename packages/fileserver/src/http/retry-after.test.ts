import { expect, test } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

test("Retry-After is seconds or a date", () => {
  const now = Date.parse("2026-11-24T00:00:00Z");
  expect(parseRetryAfter("3", now)).toBe(3000);
  expect(parseRetryAfter("Tue, 24 Nov 2026 00:00:10 GMT", now)).toBe(10_000);
  expect(parseRetryAfter("Tue, 24 Nov 2026 00:00:00 GMT", now + 5)).toBe(0);
  expect(parseRetryAfter("soon", now)).toBeUndefined();
  expect(parseRetryAfter(null, now)).toBeUndefined();
});

import { expect, test } from "vitest";
import { base64Length, biggestDirect, envelopeOverhead } from "./limits.ts";

test.each([0, 1, 2, 3, 4, 100_000])("base64 of %i bytes", (bytes) => {
  expect(base64Length(bytes)).toBe(Buffer.alloc(bytes).toString("base64").length);
});

test.each([10_000, 10_001, 10_002, 10_003, 10_004])(
  "the biggest payload of a message of %i bytes",
  (limit) => {
    const message = (bytes: number) =>
      JSON.stringify({ size: bytes, data: Buffer.alloc(bytes).toString("base64") }).length;
    const overhead = envelopeOverhead(message(500), 500);
    const biggest = biggestDirect(limit, overhead);
    expect(message(biggest)).toBeLessThanOrEqual(limit);
    expect(message(biggest + 1)).toBeGreaterThan(limit);
  },
);

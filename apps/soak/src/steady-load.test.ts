import { expect, test } from "vitest";
import { steadyLoad } from "./steady-load.ts";

test("six seconds of load: all handled, no failure, no warning, no listener left", async () => {
  const counts = await steadyLoad(0.1, () => undefined, 1_000);
  expect(counts.sent).toBeGreaterThan(100);
  expect(counts).toMatchObject({
    handled: counts.sent,
    failures: {},
    unhandled_rejections: 0,
    warnings: [],
    leaked_listeners: 0,
  });
}, 60_000);

import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import { difference } from "./difference.ts";

test("equal values differ in nothing", () => {
  expect(
    difference(["a", { x: [1, null] }, "dictionary"], ["a", { x: [1, null] }, "dictionary"]),
  ).toBe(undefined);
  expect(difference(["a", Buffer.of(1, 2), "image"], ["a", Uint8Array.of(1, 2), "image"])).toBe(
    undefined,
  );
  const table = tableFromArrays({ id: Int32Array.of(1, 2) });
  expect(difference(["a", [{ id: 1 }, { id: 2 }], "arrowtable"], ["a", table, "arrowtable"])).toBe(
    undefined,
  );
});

test("what differs is said", () => {
  expect(difference(["a", "x", "text"], ["b", "x", "text"])).toBe("dataname: sent a, got b");
  expect(difference(["a", "x", "text"], ["a", "x", "text"].with(2, "image") as never)).toBe(
    "type: sent text, got image",
  );
  expect(difference(["a", { x: 1 }, "dictionary"], ["a", { x: 2 }, "dictionary"])).toContain(
    "+   x: 2",
  );
  expect(difference(["a", Buffer.of(1, 2), "image"], ["a", Uint8Array.of(1, 3), "image"])).not.toBe(
    undefined,
  );
  const table = tableFromArrays({ id: Int32Array.of(1, 3) });
  expect(difference(["a", [{ id: 1 }, { id: 2 }], "arrowtable"], ["a", table, "arrowtable"])).toBe(
    "row 1, id: sent 2, got 3",
  );
  expect(difference(["a", [{ id: 1 }], "arrowtable"], ["a", table, "arrowtable"])).toBe(
    "rows: sent 1, got 2",
  );
});

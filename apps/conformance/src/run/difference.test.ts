import { expect, test } from "vitest";
import { difference } from "./difference.ts";

test("equal values do not differ, whatever the order of members", () => {
  expect(difference({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] })).toEqual([]);
  expect(difference(0, -0)).toEqual([]);
});

test("what differs is told by its path", () => {
  const expected = { payloads: [{ len: 3, type: "text" }], id: "1" };
  const got = { payloads: [{ len: 4, type: "text" }], extra: true };
  expect(difference(expected, got)).toEqual([
    "payloads[0].len: expected 3, got 4",
    'id: expected "1", got nothing',
    "extra: expected nothing, got true",
  ]);
  expect(difference([1], [1, 2])).toEqual(["it: expected 1 items, got 2"]);
  expect(difference("ok", undefined)).toEqual(['it: expected "ok", got nothing']);
});

test("null, text and numbers are not taken for each other", () => {
  expect(difference(null, undefined)).toHaveLength(1);
  expect(difference(1, "1")).toHaveLength(1);
  expect(difference([], {})).toHaveLength(1);
});

test("__proto__ is a key like any other", () => {
  expect(difference(JSON.parse('{"__proto__": 1}'), {})).toEqual([
    "__proto__: expected 1, got nothing",
  ]);
});

test("few differences are told, and shortly", () => {
  const many = Array.from({ length: 100 }, (_, k) => k);
  expect(
    difference(
      many,
      many.map((k) => k + 1),
    ),
  ).toHaveLength(5);
  expect(difference("x".repeat(5000), "")[0]?.length).toBeLessThan(200);
});

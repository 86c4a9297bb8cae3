import { createHash } from "node:crypto";
import { canonicalJson, nestingDepth } from "testkit/canonical-json";
import { expect, test } from "vitest";
import { canonicalDigest, Pieces, walk } from "./digest.ts";

function walkHex(value: unknown): string {
  const chunks: Uint8Array[] = [];
  const pieces = new Pieces({ update: (chunk) => void chunks.push(chunk) });
  walk(value, pieces);
  pieces.flush();
  return Buffer.concat(chunks).toString("hex");
}

test("the walk of the protocol's test value", () => {
  expect(walkHex([1, "é", { b: null, a: true }])).toBe(
    "61 00000003 64 3ff0000000000000 73 00000002 c3a9 6f 00000002 73 00000001 61 74 73 00000001 62 6e".replaceAll(
      " ",
      "",
    ),
  );
});

test("the digest is the SHA-256 of the walk, however long", () => {
  const value = { long: "x".repeat(200_000), list: Array.from({ length: 20_000 }, (_, k) => k) };
  const expected = createHash("sha256")
    .update(Buffer.from(walkHex(value), "hex"))
    .digest("hex");
  expect(canonicalDigest(value)).toBe(expected);
});

test("keys are in the order of their UTF-8, not of UTF-16", () => {
  const forth = { "\uff5e": 1, "😀": 2 };
  const back = { "😀": 2, "\uff5e": 1 };
  expect(Object.keys(forth).sort()).toEqual(["😀", "\uff5e"]);
  expect(walkHex(forth)).toBe(walkHex(back));
  expect(walkHex(forth)).toContain(`6f0000000273${"00000003"}efbd9e`);
});

test("what canonical form cannot hold is refused", () => {
  expect(() => canonicalDigest([undefined])).toThrow("canonical form holds no undefined");
});

test("big integers, NaN and infinities become text; __proto__ stays a key", () => {
  const value = JSON.parse('{"__proto__": [1]}');
  value.big = 2n ** 64n;
  value.odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  expect(JSON.stringify(canonicalJson(value))).toBe(
    '{"__proto__":[1],"big":"18446744073709551616","odd":["NaN","Infinity","-Infinity"]}',
  );
});

test("depth counts arrays that hold one array", () => {
  expect([nestingDepth([[[]]]), nestingDepth([[1, 2]]), nestingDepth("x")]).toEqual([3, 1, 0]);
});

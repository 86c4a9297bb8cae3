import { describe, expect, it } from "vitest";
import { rowsFromTable } from "./arrow/index.ts";
import { deserializeData, serializeData } from "./index.ts";

/* The table of the README, row by row: what comes back as what. */

const json: [string, unknown, unknown, isExact: boolean][] = [
  ["a string, a boolean, null", ["x", true, null], ["x", true, null], true],
  ["a lone surrogate", ["\ud800"], ["\ud800"], true],
  ["integers", [1, -(2 ** 53) + 1], [1, -(2 ** 53) + 1], true],
  ["a large bigint", [2n ** 64n], [2n ** 64n], true],
  ["a small bigint", [5n], [5], false],
  ["an integer number beyond 2^53", [2 ** 53], [2n ** 53n], false],
  ["an integer number from 1e21 on", [1e21, 2 ** 80], [1e21, 2 ** 80], true],
  ["fractions", [0.1, 5e-324, -1.5e300], [0.1, 5e-324, -1.5e300], true],
  ["-0", [-0], [0], false],
  ["arrays and plain objects", [{ a: [{}] }], [{ a: [{}] }], true],
  ["__proto__ as a key", JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}'), true],
  ["a key whose value is undefined", [{ a: undefined, b: 1 }], [{ b: 1 }], false],
  ["a Date", [new Date(5)], ["1970-01-01T00:00:00.005Z"], false],
  ["a URL", [new URL("http://h/")], ["http://h/"], false],
  ["objects around values", [Object(1), Object("x"), Object(false)], [1, "x", false], false],
];

describe("in a dictionary", () => {
  it.each(json)("%s", async (_name, sent, received, isExact) => {
    const back = await deserializeData(await serializeData(sent, "dictionary"), "dictionary");
    expect(back).toStrictEqual(received);
    const exact = serializeData(sent, "dictionary", { json: "exact" });
    if (isExact) expect(await deserializeData(await exact, "dictionary")).toStrictEqual(received);
    else await expect(exact).rejects.toMatchObject({ code: "invalid_payload" });
  });

  it.each<[string, unknown]>([
    ["undefined in an array", [undefined]],
    ["a function", [() => 1]],
    ["a symbol", [Symbol("s")]],
    ["NaN", [Number.NaN]],
    ["bytes", [Uint8Array.of(1)]],
    ["a Map", [new Map()]],
    ["a Set", [new Set()]],
    ["a class", [new (class Point {})()]],
  ])("%s is refused", async (_name, sent) => {
    await expect(serializeData(sent, "dictionary")).rejects.toMatchObject({
      code: "invalid_payload",
    });
  });
});

const date = new Date(5);
const columns: [string, string, unknown[], unknown[]][] = [
  ["strings", "Utf8", ["x", ""], ["x", ""]],
  ["booleans", "Bool", [true, false], [true, false]],
  ["small integers", "Int32", [1, 2n], [1, 2]],
  ["large integers", "Int64", [1, 2n ** 60n], [1, 2n ** 60n]],
  ["larger integers", "Uint64", [1, 2n ** 64n - 1n], [1, 2n ** 64n - 1n]],
  ["-0, NaN, infinities", "Float64", [-0, Number.NaN, Infinity], [-0, Number.NaN, Infinity]],
  ["fractions", "Float64", [0.5, 1], [0.5, 1]],
  ["dates", "Timestamp<MILLISECOND, UTC>", [date], [date]],
  ["bytes", "Binary", [Buffer.from([1]), new ArrayBuffer(1)], [Uint8Array.of(1), Uint8Array.of(0)]],
  ["arrays", "List<Int32>", [[1], Int8Array.of(2)], [[1], [2]]],
  [
    "objects",
    "Struct<{a:Int32, b:Utf8}>",
    [{ a: 1 }, { b: "x" }],
    [
      { a: 1, b: null },
      { a: null, b: "x" },
    ],
  ],
  ["null, undefined", "Int32", [1, null, undefined], [1, null, null]],
];

describe("in a table", () => {
  it.each(columns)("%s", async (_name, type, sent, received) => {
    const rows = sent.map((v) => ({ v }));
    const bytes = await serializeData(rows, "arrowtable");
    const table = await deserializeData(bytes, "arrowtable");
    expect(String(table.schema.fields[0]?.type)).toBe(type);
    expect(rowsFromTable(table)).toStrictEqual(received.map((v) => ({ v })));
    expect(await deserializeData(bytes, "arrowtable", { rows: true })).toStrictEqual(
      received.map((v) => ({ v })),
    );
  });
});

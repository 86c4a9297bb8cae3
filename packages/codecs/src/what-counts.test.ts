import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import {
  Field,
  Int32,
  Map_,
  Struct,
  Table,
  tableFromArrays,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { rowsFromTable, tableFromIpc, tableFromRows, tableToIpc } from "./arrow/index.ts";
import { serializeData, stringifyJson } from "./index.ts";

const realm = createContext({});
/** A value made in another realm. */
const foreign = (code: string): unknown => runInContext(`(${code})`, realm);
const row = (code: string) => foreign(code) as object;
const refusal = (message: string) =>
  expect.objectContaining({ code: "invalid_payload", message: expect.stringContaining(message) });

class Point {
  x = 1;
}
class Secret {
  readonly #x = 1;
  get x() {
    return this.#x;
  }
}
class Coded {
  toJSON() {
    return { x: 1 };
  }
}

describe("values of another realm", () => {
  it("are in a table what they are here", async () => {
    const rows = [
      row(
        "{ d: new Date(5), b: Uint8Array.of(1), l: [1, null], f: Float32Array.of(0.5), o: { k: 1 } }",
      ),
      row(
        "Object.assign(Object.create(null), { v: new DataView(new ArrayBuffer(1)), a: new ArrayBuffer(2) })",
      ),
    ];
    const none = { d: null, b: null, l: null, f: null, o: null, v: null, a: null };
    const read = [
      { ...none, d: new Date(5), b: Uint8Array.of(1), l: [1, null], f: [0.5], o: { k: 1 } },
      { ...none, v: new Uint8Array(1), a: new Uint8Array(2) },
    ];
    expect(rowsFromTable(tableFromRows(rows))).toEqual(read);
    expect(
      rowsFromTable(
        await tableFromIpc(
          await tableToIpc(row("{ n: Int8Array.of(7), d: [new Date(5)] }") as never),
        ),
      ),
    ).toEqual([{ n: 7, d: new Date(5) }]);
  });

  it("are in JSON what they are here", () => {
    expect(
      stringifyJson(foreign("{ d: new Date(5), n: Object(1), s: Object('x'), a: [{ b: 1n }] }")),
    ).toBe('{"d":"1970-01-01T00:00:00.005Z","n":1,"s":"x","a":[{"b":1}]}');
    expect(stringifyJson(foreign("[Object(true), { a: new Date(0) }]"))).toBe(
      '[true,{"a":"1970-01-01T00:00:00.000Z"}]',
    );
  });

  it("that are IPC bytes are taken for bytes, not for columns", async () => {
    const ipc = await tableToIpc([{ a: 1 }]);
    const other = Object.assign(row(`new Uint8Array(${ipc.byteLength})`), ipc) as Uint8Array;
    expect(await tableToIpc(other)).toEqual(ipc);
    expect(await tableToIpc(other.buffer)).toEqual(ipc);
    expect(rowsFromTable(await tableFromIpc(other))).toEqual([{ a: 1 }]);
  });

  it("are bytes where bytes are sent", async () => {
    for (const code of [
      "Uint8Array.of(1, 2)",
      "Uint8Array.of(1, 2).buffer",
      "new DataView(Uint8Array.of(1, 2).buffer)",
    ]) {
      expect(await serializeData(foreign(code), "binary")).toEqual(Uint8Array.of(1, 2));
    }
    const shared = new Uint8Array(new SharedArrayBuffer(2));
    shared.set([1, 2]);
    expect(await serializeData(shared.buffer, "binary")).toEqual(Uint8Array.of(1, 2));
  });
});

const lossy: [string, () => unknown, string][] = [
  ["a class", () => new Point(), "a value of class Point; pass { ...value } if that is all of it"],
  ["a class with private fields", () => new Secret(), "a value of class Secret"],
  ["Headers", () => new Headers({ a: "b" }), "a value of class Headers"],
  ["URLSearchParams", () => new URLSearchParams("a=b"), "a value of class URLSearchParams"],
  ["an iterator", () => [1].values(), "a value of class "],
  ["a generator", () => (function* () {})(), "a value of class "],
  ["a Map", () => new Map([[1, 2]]), "a value of class Map"],
  ["a Map of another realm", () => foreign("new Map()"), "a value of class Map"],
  ["a Set of another realm", () => foreign("new Set([1])"), "a value of class Set"],
  ["an Error of another realm", () => foreign("new TypeError('x')"), "a value of class TypeError"],
  ["a RegExp", () => /x/, "a value of class RegExp"],
  ["a Promise", () => Promise.resolve(1), "a value of class Promise"],
  ["a Blob", () => new Blob(["x"]), "a value of class Blob"],
  ["a WeakMap", () => new WeakMap(), "a value of class WeakMap"],
  ["a bigint in an object", () => Object(1n), "a value of class BigInt"],
  ["a Proxy of a Map", () => new Proxy(new Map(), {}), "a value of class Map"],
  [
    "a Map without its prototype",
    () => Object.setPrototypeOf(new Map([[1, 2]]), null),
    "an object",
  ],
  ["an object that inherits", () => Object.create({ inherited: 1 }), "an object"],
  [
    "a revoked Proxy",
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    "",
  ],
];

describe("a value whose content is not in its keys is refused with its path", () => {
  it.each(lossy)("%s", async (_name, make, what) => {
    expect(() => stringifyJson({ a: [make()] })).toThrow(
      refusal(what === "" ? "" : `a[0]: it is ${what}`),
    );
    expect(() =>
      tableFromRows([
        { ok: 1, a: 1 },
        { ok: 1, a: make() },
      ]),
    ).toThrow();
    await expect(tableToIpc([{ a: null }, { a: make() }] as object[])).rejects.toEqual(
      what === ""
        ? refusal("")
        : refusal(`column "a", row 1: expected a value that a table can hold, got ${what}`),
    );
    await expect(tableToIpc([make()] as object[])).rejects.toEqual(refusal(""));
    await expect(serializeData([make()], "jsontable")).rejects.toEqual(refusal(""));
    await expect(serializeData(make(), "arrowtable")).rejects.toEqual(refusal(""));
  });

  it("a Proxy of a Date is refused, not thrown over", async () => {
    const proxy = new Proxy(new Date(0), {});
    expect(() => stringifyJson({ a: proxy })).toThrow(refusal("a: its toJSON throws"));
    await expect(tableToIpc([{ a: proxy }])).rejects.toEqual(refusal("a value of class Date"));
  });

  it.each([
    ["Buffer", () => Buffer.from("ab")],
    ["ArrayBuffer", () => new ArrayBuffer(2)],
    ["SharedArrayBuffer", () => new SharedArrayBuffer(2)],
    ["Float64Array", () => new Float64Array(2)],
  ])("bytes are no JSON: %s", async (_name, make) => {
    expect(() => stringifyJson([make()])).toThrow(refusal("[0]: it is "));
    await expect(serializeData([{ a: make() }], "jsontable")).rejects.toEqual(
      refusal("[0].a: it is "),
    );
  });

  it("an object with toJSON is what that gives in JSON, and refused by a table, which says so", async () => {
    expect(stringifyJson({ a: new Coded(), u: new URL("http://h/") })).toBe(
      '{"a":{"x":1},"u":"http://h/"}',
    );
    expect(new TextDecoder().decode(await serializeData([new Coded()], "jsontable"))).toBe(
      '[{"x":1}]',
    );
    await expect(serializeData([new Date(0)], "jsontable")).rejects.toEqual(
      refusal("expected an array of objects, got a value of class Date as row 0"),
    );
    await expect(tableToIpc([{ a: new URL("http://h/") }])).rejects.toEqual(
      refusal(
        'column "a", row 0: expected a value that a table can hold, got a value of class URL; call its toJSON()',
      ),
    );
  });

  it("a toJSON that throws, or a getter, is invalid_payload", async () => {
    const throwing = {
      toJSON: () => {
        throw new RangeError("no");
      },
    };
    expect(() => stringifyJson({ a: [throwing] })).toThrow(refusal("a[0]: its toJSON throws: no"));
    const getter = {
      get a() {
        throw new Error("text");
      },
    };
    expect(() => stringifyJson([getter])).toThrow(refusal("the value cannot be looked at: text"));
    await expect(tableToIpc([getter])).rejects.toEqual(refusal("text"));
  });
});

describe("rows of apache-arrow", () => {
  it("are plain objects, those of maps too", async () => {
    const table = tableFromArrays({ a: Int32Array.of(1, 2), b: ["x", "y"] });
    const rows = table.toArray();
    expect(rowsFromTable(await tableFromIpc(await tableToIpc(rows)))).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
    expect(stringifyJson(rows)).toBe('[{"a":1,"b":"x"},{"a":2,"b":"y"}]');
    const entries = new Struct([
      new Field("key", new Utf8(), false),
      new Field("value", new Int32()),
    ]);
    const type = new Map_(new Field("entries", entries, false) as never);
    const maps = new Table({ m: vectorFromArray([new Map([["k", 1]])], type) });
    const [first] = maps.toArray();
    expect(rowsFromTable(tableFromRows([first]))).toEqual([{ m: { k: 1 } }]);
    expect(stringifyJson(first)).toBe('{"m":{"k":1}}');
  });
});

const program = `
import { rowsFromTable, tableFromRows } from "./arrow/index.ts";
import { stringifyJson } from "./index.ts";
import { DateDay, TimestampMillisecond } from "apache-arrow";
const i = Temporal.Instant.fromEpochNanoseconds(-1n);
const d = Temporal.PlainDate.from("2024-02-29");
const table = tableFromRows([{ i, d }, { i: null, d: null }]);
const refusals = [Temporal.PlainTime.from("10:00"), Temporal.PlainDateTime.from("2024-01-01T00:00"), Temporal.Duration.from({ days: 1 })].map((v) => {
  try { tableFromRows([{ v }]); return "taken"; } catch (error) { return error.code; }
});
const schema = { i: new TimestampMillisecond("UTC"), d: new DateDay() };
const under = rowsFromTable(tableFromRows([{ i: Temporal.Instant.fromEpochMilliseconds(5), d }], { schema }));
console.log(JSON.stringify({
  types: table.schema.fields.map(({ type }) => String(type)),
  rows: rowsFromTable(table, { timestamps: "iso" }), under, refusals, json: stringifyJson({ i, d }),
}));
`;

it("Temporal, where there is one: instants and days have columns, the rest is refused", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--harmony-temporal",
      "--conditions=@natsbridge/source",
      "--input-type=module",
      "--eval",
      program,
    ],
    { cwd: import.meta.dirname },
  );
  expect(JSON.parse(stdout)).toEqual({
    types: ["Timestamp<NANOSECOND, UTC>", "Date32<DAY>"],
    rows: [
      { i: "1969-12-31T23:59:59.999999999Z", d: "2024-02-29" },
      { i: null, d: null },
    ],
    under: [{ i: "1970-01-01T00:00:00.005Z", d: "2024-02-29T00:00:00.000Z" }],
    refusals: ["invalid_payload", "invalid_payload", "invalid_payload"],
    json: '{"i":"1969-12-31T23:59:59.999999999Z","d":"2024-02-29"}',
  });
});

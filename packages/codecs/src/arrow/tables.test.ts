import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import {
  Bool,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  type RecordBatch,
  Schema,
  Table,
  tableFromArrays,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { rowsFromTable, tableFromIpc, tableFromRows, tableToIpc } from "./index.ts";

const types = (rows: object[]) =>
  Object.fromEntries(
    tableFromRows(rows).schema.fields.map(({ name, type }) => [name, String(type)]),
  );
const roundTrip = (rows: object[]) => rowsFromTable(tableFromRows(rows));
const refusal = (message: string) =>
  expect.objectContaining({ code: "invalid_payload", message: expect.stringContaining(message) });

describe("types inferred from rows", () => {
  it("are those that hold every value", () => {
    expect(
      types([
        { i: 1, l: 2 ** 40, u: 1, f: 1, b: true, s: "x", n: null, d: new Date(0), z: -0, m: 1 },
        { i: -5, l: 1n, u: 2n ** 64n - 1n, f: 0.5, b: false, s: "", d: null, z: 1, m: 2n ** 53n },
      ]),
    ).toEqual({
      i: "Int32",
      l: "Int64",
      u: "Uint64",
      f: "Float64",
      b: "Bool",
      s: "Utf8",
      n: "Null",
      d: "Timestamp<MILLISECOND, UTC>",
      z: "Float64",
      m: "Int64",
    });
    expect(types([{ bytes: Uint8Array.of(1), list: [1], nested: [[{ a: "x" }], null] }])).toEqual({
      bytes: "Binary",
      list: "List<Int32>",
      nested: "List<List<Struct<{a:Utf8}>>>",
    });
  });

  it.each([
    [2 ** 31 - 1, "Int32"],
    [2 ** 31, "Int64"],
    [-(2 ** 31), "Int32"],
    [-(2 ** 31) - 1, "Int64"],
    [2 ** 53 - 1, "Int64"],
    [2 ** 53, "Float64"],
    [2n ** 53n, "Int64"],
    [2n ** 63n - 1n, "Int64"],
    [-(2n ** 63n), "Int64"],
    [2n ** 63n, "Uint64"],
    [2n ** 64n - 1n, "Uint64"],
    [5n, "Int32"],
    [Number.NaN, "Float64"],
    [Number.NEGATIVE_INFINITY, "Float64"],
  ])("hold %s as %s", (value, type) => {
    expect(types([{ v: value }])).toEqual({ v: type });
    const [row] = roundTrip([{ v: value }]);
    expect(typeof value === "bigint" ? BigInt(row?.v as number) : row?.v).toBe(value);
  });

  it("look at all rows, whatever the first ones are", () => {
    const rows: Record<string, unknown>[] = Array.from({ length: 5000 }, (_, v) => ({ v }));
    for (const [odd, type] of [
      [0.5, "Float64"],
      [null, "Int32"],
      [2 ** 40, "Int64"],
      [-0, "Float64"],
    ] as const) {
      const mixed = rows.with(4321, { v: odd });
      expect(types(mixed)).toEqual({ v: type });
      expect(roundTrip(mixed)).toEqual(mixed);
    }
    expect(() => tableFromRows(rows.with(4321, { v: "text" }))).toThrow(
      refusal('column "v" mixes kinds: number in row 0, string in row 4321'),
    );
    expect(types(rows.with(4321, { v: 1, w: true }))).toEqual({ v: "Int32", w: "Bool" });
    expect(() => tableFromRows(rows.with(4321, [] as never))).toThrow(
      refusal("row 4321: expected an object, got an array of 0"),
    );
  });

  it("take missing and undefined as null, keys in the order of their appearance", () => {
    const rows = [{ b: 1 }, { a: "x", b: undefined }, {}, { c: null, __proto__: null }];
    expect(roundTrip(rows)).toEqual([
      { b: 1, a: null, c: null },
      { b: null, a: "x", c: null },
      { b: null, a: null, c: null },
      { b: null, a: null, c: null },
    ]);
    expect(tableFromRows(rows).schema.names).toEqual(["b", "a", "c"]);
  });

  it("unite the keys of nested objects", () => {
    const rows = [{ s: { a: 1 } }, { s: { b: [{ c: 2.5 }, null] } }, { s: null }];
    expect(types(rows)).toEqual({ s: "Struct<{a:Int32, b:List<Struct<{c:Float64}>>}>" });
    expect(roundTrip(rows)).toEqual([
      { s: { a: 1, b: null } },
      { s: { a: null, b: [{ c: 2.5 }, null] } },
      { s: null },
    ]);
  });

  it("leave names alone that objects inherit", () => {
    const rows = [{ toString: "a", constructor: 1 }, { other: 1 }, JSON.parse('{"__proto__":5}')];
    const read = roundTrip(rows);
    expect(read.map((row) => Object.keys(row))).toEqual(
      Array(3).fill(["toString", "constructor", "other", "__proto__"]),
    );
    expect(read.map((row) => Object.values(row))).toEqual([
      ["a", 1, null, null],
      [null, null, 1, null],
      [null, null, null, 5],
    ]);
  });
});

describe("what a table cannot hold", () => {
  it.each<[string, object[], string]>([
    [
      "mixed kinds",
      [{ a: 1 }, { a: "x" }],
      'column "a" mixes kinds: number in row 0, string in row 1',
    ],
    [
      "mixed kinds deep down",
      [{ a: [{ b: 1 }] }, { a: [null, { b: true }] }],
      'column "a[].b" mixes kinds: number in row 0, boolean in row 1',
    ],
    [
      "an object among lists",
      [{ a: [] }, { a: {} }],
      'column "a" mixes kinds: list in row 0, object in row 1',
    ],
    [
      "a bigint that a double rounds",
      [{ a: 0.5 }, { a: 2n ** 53n + 1n }],
      'column "a", row 1: expected a bigint that a column with fractions holds exactly, got the bigint 9007199254740993',
    ],
    [
      "a bigint beyond 64 bits",
      [{ a: 2n ** 64n }],
      'column "a": its integers from 0 to 18446744073709551616 fit neither Int64 nor UInt64',
    ],
    ["integers of both ends", [{ a: -1 }, { a: 2n ** 63n }], "fit neither Int64 nor UInt64"],
    ["a huge bigint among fractions", [{ a: 0.5 }, { a: 10n ** 400n }], 'column "a", row 1'],
    [
      "a function",
      [{ a: 1 }, { a: Math.sin }],
      'column "a", row 1: expected a value that a table can hold, got the function sin',
    ],
    ["a symbol", [{ a: Symbol("x") }], "got Symbol(x)"],
    ["a Map", [{ a: new Map() }], "got a value of class Map"],
    ["an invalid Date", [{ a: new Date(Number.NaN) }], 'column "a", row 0'],
    [
      "a lone surrogate",
      [{ a: "ok" }, { a: "x\ud800y" }],
      'column "a", row 1: expected a text without a lone surrogate, which UTF-8 cannot hold, got the string',
    ],
    ["a row that is none", [{ a: 1 }, 5 as never], "row 1: expected an object, got 5"],
  ])("%s is refused", (_name, rows, message) => {
    expect(() => tableFromRows(rows)).toThrow(refusal(message));
  });

  it("a text of more than 2 GiB in one column is refused before it is counted", async () => {
    const text = "x".repeat(2 ** 20);
    const rows = Array.from({ length: 2 ** 11 }, () => ({ text }));
    await expect(tableToIpc(rows)).rejects.toEqual(
      refusal('column "text" is longer than 2 GiB from row 2047'),
    );
  });
});

describe("an explicit schema", () => {
  it("decides the types, and every value is checked against it", () => {
    const schema = new Schema([
      new Field("id", new Int64(), false),
      new Field("tags", new List(new Field("item", new Utf8(), true)), true),
      new Field("kind", new Dictionary(new Utf8(), new Int32()), true),
    ]);
    const rows = [
      { id: 1, tags: ["a", null], kind: "x" },
      { id: 2n, kind: "y" },
      { id: 3, tags: [], kind: "x" },
    ];
    const table = tableFromRows(rows, { schema });
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
      "Int64",
      "List<Utf8>",
      "Dictionary<Int32, Utf8>",
    ]);
    expect(rowsFromTable(table)).toEqual([
      { id: 1, tags: ["a", null], kind: "x" },
      { id: 2, tags: null, kind: "y" },
      { id: 3, tags: [], kind: "x" },
    ]);
    expect(() => tableFromRows([{ id: null }], { schema })).toThrow(
      refusal('column "id", row 0: expected a bigint or safe integer'),
    );
    expect(() => tableFromRows([{ id: 1, tags: [5] }], { schema })).toThrow(
      refusal('column "tags[]", row 0: expected a string, got 5'),
    );
    expect(() => tableFromRows([{ id: 1, other: 5 }], { schema })).toThrow(
      refusal('column "other" is not in the schema (id, tags, kind)'),
    );
  });

  it("may be given for some columns", () => {
    const table = tableFromRows([{ a: 1, b: 1 }], { schema: { b: new Float64() } });
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual(["Int32", "Float64"]);
    expect(() => tableFromRows([{ a: 1 }], { schema: { b: new Bool() } })).toThrow(
      refusal('there is no column "b" for its type'),
    );
  });
});

describe("tableToIpc", () => {
  const rows = [
    { id: 1, name: "Ada" },
    { id: 2, name: null },
  ];
  const read = async (ipc: Uint8Array) => rowsFromTable(await tableFromIpc(ipc));

  it("takes rows, columns, tables, batches and IPC bytes", async () => {
    const table = tableFromRows(rows);
    const [batch] = table.batches;
    if (batch === undefined) throw new Error("no batch");
    async function* batches(): AsyncGenerator<RecordBatch> {
      if (batch) yield batch;
    }
    const stream = tableToIPC(table, "stream");
    for (const input of [
      rows,
      { id: Int32Array.of(1, 2), name: ["Ada", null] },
      { id: [1, 2], name: ["Ada", null] },
      table,
      batch,
      [batch],
      batches(),
      stream,
      stream.slice().buffer,
      await tableToIpc(rows),
    ]) {
      const ipc = await tableToIpc(input);
      expect(new TextDecoder().decode(ipc.subarray(0, 6))).toBe("ARROW1");
      expect(await read(ipc)).toEqual(rows);
    }
  });

  it("takes an apache-arrow table without rows", async () => {
    const columns = {
      id: vectorFromArray([], new Int32()),
      name: vectorFromArray([], new Dictionary(new Utf8(), new Int32())),
      list: vectorFromArray([], new List(new Field("item", new Float64(), true))),
    };
    const table = await tableFromIpc(await tableToIpc(new Table(columns)));
    expect(table.numRows).toBe(0);
    expect(table.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "id Int32",
      "name Dictionary<Int32, Utf8>",
      "list List<Float64>",
    ]);
  });

  it("leaves a file as it is, the very bytes", async () => {
    const file = await tableToIpc(rows);
    expect(await tableToIpc(file)).toBe(file);
  });

  it("makes a file of a stream without touching its values", async () => {
    const stream = tableToIPC(tableFromRows(rows), "stream");
    const schemaBytes = 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
    const endMarkerBytes = 8;
    const batch = stream.subarray(schemaBytes, stream.byteLength - endMarkerBytes);
    const file = await tableToIpc(stream);
    expect(Buffer.from(file).indexOf(batch)).toBeGreaterThan(0);
  });

  it("takes typed arrays as they are", async () => {
    const columns = {
      a: Int8Array.of(-1, 2),
      b: Uint8Array.of(255, 0),
      c: Int16Array.of(-300, 300),
      d: Uint16Array.of(65535, 0),
      e: Uint32Array.of(2 ** 32 - 1, 0),
      f: BigInt64Array.of(-(2n ** 63n), 5n),
      g: BigUint64Array.of(2n ** 64n - 1n, 5n),
      h: Float32Array.of(0.5, Number.NaN),
      i: Float64Array.of(-0, 1e300),
    };
    const table = await tableFromIpc(await tableToIpc(columns));
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual([
      "Int8",
      "Uint8",
      "Int16",
      "Uint16",
      "Uint32",
      "Int64",
      "Uint64",
      "Float32",
      "Float64",
    ]);
    for (const [name, values] of Object.entries(columns)) {
      expect([...(table.getChild(name)?.toArray() ?? [])]).toEqual([...values]);
    }
  });

  it("refuses columns of different lengths, and what is no table", async () => {
    await expect(tableToIpc({ a: [1], b: [1, 2] })).rejects.toEqual(
      refusal('column "b" has 2 values where the first has 1'),
    );
    await expect(tableToIpc({ a: 5 } as never)).rejects.toEqual(
      refusal('column "a": expected an array or a typed array, got 5'),
    );
    await expect(tableToIpc("x" as never)).rejects.toEqual(refusal("expected rows, columns"));
    await expect(tableToIpc(Uint8Array.of(1, 2, 3))).rejects.toEqual(refusal("no Arrow IPC"));
  });

  it.each(["lz4", "zstd"] as const)("compresses with %s on request", async (compression) => {
    const many = Array.from({ length: 3000 }, (_, id) => ({
      id,
      name: id % 3 ? `name ${id % 50}` : null,
    }));
    const plain = await tableToIpc(many);
    for (const input of [many, tableFromRows(many), plain]) {
      const ipc = await tableToIpc(input, { compression });
      expect(ipc.byteLength).toBeLessThan(plain.byteLength * 0.6);
      expect(await read(ipc)).toEqual(many);
    }
  });

  it("writes tables without rows and without columns", async () => {
    expect(await read(await tableToIpc([]))).toEqual([]);
    expect(await read(await tableToIpc([{}, {}]))).toEqual([{}, {}]);
    expect(await read(await tableToIpc({}))).toEqual([]);
    expect(await read(await tableToIpc(new Table()))).toEqual([]);
    const empty = await tableFromIpc(await tableToIpc({ a: [], b: new Float64Array(0) }));
    expect(empty.schema.fields.map(({ type }) => String(type))).toEqual(["Null", "Float64"]);
  });

  it("writes parts of tables", async () => {
    const table = tableFromRows(
      Array.from({ length: 100 }, (_, i) => ({
        i,
        s: i % 3 ? `row ${i}` : null,
        b: i % 2 === 0,
        l: i % 5 ? [i, null] : null,
        o: { x: i % 7 ? i / 2 : null },
      })),
    );
    for (const [from, to] of [
      [0, 9],
      [3, 50],
      [61, 100],
      [99, 100],
    ] as const) {
      expect(await read(await tableToIpc(table.slice(from, to)))).toEqual(
        rowsFromTable(table).slice(from, to),
      );
    }
  });

  it("writes what apache-arrow builds itself", async () => {
    const table = tableFromArrays({ a: ["x", "y", "x"], b: Float64Array.of(1, 2, 3) });
    expect(await read(await tableToIpc(table))).toEqual([
      { a: "x", b: 1 },
      { a: "y", b: 2 },
      { a: "x", b: 3 },
    ]);
  });

  it("takes tables, batches and schemas of another copy of apache-arrow", async () => {
    const other: typeof import("apache-arrow") = createRequire(import.meta.url)("apache-arrow");
    expect(other.Table).not.toBe(Table);
    const nested = [
      { l: [1, null], s: { a: "x" }, d: "k" },
      { l: null, s: null, d: "k" },
    ];
    const kind = new other.Dictionary(new other.Utf8(), new other.Int8());
    const table = other.tableFromIPC(await tableToIpc(nested, { schema: { d: kind } }));
    for (const input of [table, table.slice(0, 2), table.batches, ...table.batches]) {
      expect(await read(await tableToIpc(input))).toEqual(nested);
    }
    const schema = new other.Schema([new other.Field("x", new other.Float32(), true)]);
    const typed = tableFromRows([{ x: 1 }], { schema });
    expect(String(typed.schema)).toBe("Schema<{ 0: x: Float32 }>");
    expect(rowsFromTable(table)).toEqual(nested);
  });

  it("does not touch the memory of a table more than once: no view of the result is a copy", async () => {
    const ipc = await tableToIpc(rows);
    const table = await tableFromIpc(ipc);
    for (const { data } of table.batches) {
      for (const child of data.children) {
        for (const buffer of [child.values, child.valueOffsets].filter(Boolean)) {
          expect(buffer.buffer).toBe(ipc.buffer);
        }
      }
    }
  });

  it("counts nulls where the writer did not", async () => {
    const five = [1, null, 3, null, 5].map((v) => ({ v }));
    const ipc = await tableToIpc(five);
    const node = Buffer.from(BigInt64Array.of(5n, 2n).buffer);
    const at = Buffer.from(ipc).indexOf(node);
    expect(at).toBeGreaterThan(0);
    new DataView(ipc.buffer).setBigInt64(at + 8, -1n, true);
    const table = await tableFromIpc(ipc);
    expect(table.getChild("v")?.nullCount).toBe(2);
    expect(rowsFromTable(table)).toEqual(five);
  });

  it("gives plain views of a Buffer", async () => {
    const table = await tableFromIpc(
      Buffer.from(await tableToIpc([{ s: "x", b: Uint8Array.of(1) }])),
    );
    const [row] = rowsFromTable(table);
    expect(row?.b).not.toBeInstanceOf(Buffer);
    for (const child of table.batches[0]?.data.children ?? []) {
      expect(child.values).not.toBeInstanceOf(Buffer);
    }
  });

  it("reads bytes that do not lie at a multiple of 8", async () => {
    const ipc = await tableToIpc(rows);
    for (let shift = 1; shift < 8; shift++) {
      const shifted = new Uint8Array(ipc.byteLength + shift);
      shifted.set(ipc, shift);
      expect(await read(shifted.subarray(shift))).toEqual(rows);
    }
  });
});

it("needs no code generation", async () => {
  const script = `
    import { rowsFromTable, tableFromRows } from "${new URL("./index.ts", import.meta.url)}";
    const rows = [{ a: 1, b: [{ c: "x" }] }, { a: null, b: null }];
    console.log(JSON.stringify(rowsFromTable(tableFromRows(rows))));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--conditions=@natsbridge/source",
    "--disallow-code-generation-from-strings",
    "--input-type=module",
    "-e",
    script,
  ]);
  expect(JSON.parse(stdout)).toEqual([
    { a: 1, b: [{ c: "x" }] },
    { a: null, b: null },
  ]);
});

import {
  type DataType,
  DateDay,
  DateMillisecond,
  Dictionary,
  Field,
  Float16,
  Float32,
  Float64,
  Int8,
  Int32,
  Int64,
  List,
  Map_,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical } from "./canonical.test.support.ts";
import { rowsFromTable, tableFromIpc, tableFromRows, tableToIpc } from "./index.ts";
import { otherLibraries } from "./other-libraries.test.support.ts";

const others = otherLibraries();

const refusal = (message: string) =>
  expect.objectContaining({ code: "invalid_payload", message: expect.stringContaining(message) });

describe("dictionaries of a schema", () => {
  it("have ids of their own, though columns and fields share a type", async () => {
    const shared = new Dictionary(new Utf8(), new Int32());
    const nested = new Struct([new Field("c", shared, true)]);
    const rows = [
      { a: "x", b: "y", s: { c: "p" } },
      { a: "z", b: "w", s: { c: "q" } },
    ];
    const schemas = [
      { a: shared, b: shared, s: nested },
      new Schema([
        new Field("a", shared, true),
        new Field("b", shared, true),
        new Field("s", nested, true),
      ]),
    ];
    for (const schema of schemas) {
      const ipc = await tableToIpc(rows, { schema });
      expect(rowsFromTable(await tableFromIpc(ipc))).toEqual(rows);
      expect(rowsFromTable(tableFromRows(rows, { schema }))).toEqual(rows);
      expect((await others().read(ipc, "both")).rows).toEqual([
        ["x", "y", { c: "p" }],
        ["z", "w", { c: "q" }],
      ]);
    }
  });

  it("of one type in a table that apache-arrow built keep their own values", async () => {
    const type = new Dictionary(new Utf8(), new Int32());
    const table = new Table({
      a: vectorFromArray(["x", "z", "x"], type),
      b: vectorFromArray(["y", "w", "v"], type),
    });
    const ipc = await tableToIpc(table);
    const rows = [
      ["x", "y"],
      ["z", "w"],
      ["x", "v"],
    ];
    expect((await others().read(ipc, "both")).rows).toEqual(rows);
  });

  it.each<[string, DataType, unknown[]]>([
    ["-0 and 0", new Float64(), [0, -0, 0]],
    ["lists of bigints", new List(new Field("item", new Int64(), true)), [[1n], [2n], [1n]]],
    [
      "maps",
      new Map_(
        new Field(
          "entries",
          new Struct([new Field("key", new Utf8(), false), new Field("value", new Int32(), true)]),
        ) as never,
      ),
      [new Map([["a", 1]]), new Map([["a", 2]]), new Map([["a", 1]])],
    ],
  ])("tell %s apart", (_what, values, given) => {
    const table = tableFromRows(
      given.map((v) => ({ v })),
      { schema: { v: new Dictionary(values, new Int8()) } },
    );
    const plain = tableFromRows(
      given.map((v) => ({ v })),
      { schema: { v: values } },
    );
    expect(rowsFromTable(table)).toEqual(rowsFromTable(plain));
  });
});

describe("what a schema says beside types", () => {
  it("is kept: metadata of the table and of its columns", async () => {
    const schema = new Schema(
      [new Field("a", new Int32(), true, new Map([["unit", "m"]]))],
      new Map([["owner", "Ada"]]),
    );
    for (const input of [[{ a: 1 }], { a: [1] }]) {
      const read = await tableFromIpc(await tableToIpc(input, { schema }));
      expect(read.schema.metadata).toEqual(new Map([["owner", "Ada"]]));
      expect(read.schema.fields[0]?.metadata).toEqual(new Map([["unit", "m"]]));
    }
  });

  it.each(["dictionary_int64", "dictionary_uint16", "dictionary_int8"])(
    "is kept: the width of keys (%s)",
    async (name) => {
      const ipc = await others().special(name);
      const types = await others().types(ipc);
      const table = await tableFromIpc(ipc);
      for (const input of [ipc, table, table.slice(1, 3), table.concat(table)]) {
        expect(await others().types(await tableToIpc(input))).toEqual(types);
      }
      const rows = rowsFromTable(table);
      const again = await tableToIpc(rows, { schema: table.schema });
      expect(await others().types(again)).toEqual(types);
      expect(rowsFromTable(await tableFromIpc(again))).toEqual(rows);
    },
  );
});

describe("dates of 64 bits", () => {
  const ms = (value: bigint) => {
    const table = tableFromRows([{ d: value }], { schema: { d: new DateMillisecond() } });
    const [date] = rowsFromTable(table);
    const [text] = rowsFromTable(table, { timestamps: "iso" });
    return { date: date?.d, text: text?.d };
  };

  it("are exact, with their time of day", () => {
    expect(ms(1795651217291n)).toEqual({
      date: new Date(1795651217291),
      text: "2026-11-26T00:00:17.291",
    });
    expect(ms(-1n)).toEqual({ date: new Date(-1), text: "1969-12-31T23:59:59.999" });
    expect(ms(86_400_000n)).toEqual({ date: new Date(86_400_000), text: "1970-01-02" });
    expect(ms(2n ** 62n)).toEqual({ date: String(2n ** 62n), text: String(2n ** 62n) });
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        fc.pre(Math.abs(value) <= 8.64e15);
        const { date, text } = ms(BigInt(value));
        expect(date).toEqual(new Date(value));
        const again = tableFromRows([{ d: text }], { schema: { d: new DateMillisecond() } });
        expect(rowsFromTable(again)).toEqual([{ d: date }]);
      }),
    );
  });
});

describe("names that are not unique", () => {
  it("are read, sliced and written as they are, and given as rows with a suffix only", async () => {
    const ipc = await others().special("duplicate_columns");
    const rows = [
      { a: 1, a_2: "x", a_3: 0.5, b: null },
      { a: 2, a_2: null, a_3: 1.5, b: null },
      { a: null, a_2: "z", a_3: 2.5, b: null },
    ];
    const table = await tableFromIpc(ipc);
    expect(table.schema.names).toEqual(["a", "a", "a", "b"]);
    expect(rowsFromTable(table, { duplicate_names: "suffix" })).toEqual(rows);
    expect(() => rowsFromTable(table)).toThrow('two columns are named "a"');
    for (const input of [ipc, table, table.concat(table), table.slice(1), table.batches]) {
      const written = await tableToIpc(input);
      const read = canonical(await tableFromIpc(written));
      expect(await others().read(written, "both")).toEqual(read);
    }
    const part = await tableFromIpc(await tableToIpc(table.slice(1)));
    expect(rowsFromTable(part, { duplicate_names: "suffix" })).toEqual(rows.slice(1));
  });

  it("of the fields of a struct are refused or given a suffix as well", async () => {
    const table = await tableFromIpc(await others().special("duplicate_fields"));
    expect(() => rowsFromTable(table)).toThrow(
      expect.objectContaining({
        code: "decode_error",
        message: expect.stringContaining('two fields of a struct are named "k"'),
      }),
    );
    expect(rowsFromTable(table, { duplicate_names: "suffix" })).toEqual([
      { s: { k: 1, k_3: "x", k_2: true } },
      { s: { k: 2, k_3: "y", k_2: false } },
    ]);
  });

  it("of a schema for rows are refused", async () => {
    const schema = new Schema([
      new Field("a", new Int32(), true),
      new Field("a", new Utf8(), true),
    ]);
    await expect(tableToIpc([{ a: null }], { schema })).rejects.toEqual(
      refusal('the schema has two columns named "a"'),
    );
  });
});

describe("numbers of a schema", () => {
  const bits = (value: number): number => {
    const table = tableFromRows([{ v: value }], { schema: { v: new Float16() } });
    return table.batches[0]?.data.children[0]?.values[0];
  };

  it("of 16 bits are rounded to the nearest, ties to even", () => {
    expect(
      [1e-10, 2049, 2051, 65519, -65519, 2 ** -24, 2 ** -25, -0, 6e-8, 1 / 3].map(bits),
    ).toEqual([0, 0x6800, 0x6802, 0x7bff, 0xfbff, 1, 0, 0x8000, 1, 0x3555]);
    expect([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].map(bits)).toEqual([
      0x7c00, 0xfc00, 0x7e00,
    ]);
  });

  it("of 16 bits are what Float16Array makes of them, where there is one", () => {
    const view: unknown = Reflect.get(globalThis, "Float16Array");
    if (typeof view !== "function") return;
    const ofEngine = (value: number): number => {
      const halves: ArrayBufferView = Reflect.construct(view, [[value]]);
      return new Uint16Array(halves.buffer)[0] ?? -1;
    };
    fc.assert(
      fc.property(
        fc.oneof(fc.float({ noNaN: true }), fc.double({ min: -70000, max: 70000, noNaN: true })),
        (value) => {
          fc.pre(Math.abs(value) < 65520);
          expect(bits(value)).toBe(ofEngine(value));
        },
      ),
      { numRuns: 1000 },
    );
    const all = Uint16Array.from({ length: 0x7c00 }, (_, half) => half);
    const values: number[] = Array.from(Reflect.construct(view, [all.buffer]));
    const rows = values.map((v) => ({ v }));
    const table = tableFromRows(rows, { schema: { v: new Float16() } });
    expect(table.batches[0]?.data.children[0]?.values.subarray(0, 0x7c00)).toEqual(all);
  });

  it.each<[string, DataType, unknown]>([
    ["Float16", new Float16(), 65520],
    ["Float16", new Float16(), -1e300],
    ["Float32", new Float32(), 1e300],
    ["Float32", new Float32(), 3.4028235677973366e38],
    ["Float32", new Float32(), -(10n ** 39n)],
    ["Int32", new Int32(), -0],
    ["Int64", new Int64(), -0],
  ])("%s refuses %s, which it would change", (_name, type, value) => {
    if (typeof value === "bigint" && BigInt(Number(value)) !== value) value = Number(value);
    expect(() => tableFromRows([{ v: value }], { schema: { v: type } })).toThrow(
      refusal('column "v", row 0: expected '),
    );
  });

  it("of 32 bits reach to the last that is not infinite", () => {
    const largest = 3.4028235677973362e38;
    const table = tableFromRows([{ v: largest }], { schema: { v: new Float32() } });
    expect(rowsFromTable(table)).toEqual([{ v: Math.fround(largest) }]);
  });
});

describe("dates and times as text", () => {
  it.each(["2024-02-30", "2023-02-29", "2024-04-31", "2024-00-10", "2024-13-01", "2024-01-00"])(
    "%s, a day that no calendar has, is refused",
    (text) => {
      for (const type of [new DateDay(), new DateMillisecond(), new TimestampMillisecond()]) {
        expect(() => tableFromRows([{ v: text }], { schema: { v: type } })).toThrow(
          refusal('column "v", row 0: expected '),
        );
      }
    },
  );

  it.each(["2024-01-01T24:00:00Z", "2024-01-01T12:60:00Z", "2024-01-01T00:00:00+24:00"])(
    "%s is refused",
    (text) => {
      const schema = { v: new TimestampMillisecond() };
      expect(() => tableFromRows([{ v: text }], { schema })).toThrow(
        refusal('column "v", row 0: expected '),
      );
    },
  );

  it("are read in every year and with offsets", () => {
    const texts = ["2024-02-29", "0001-01-01", "+012345-06-07", "-000001-12-31", "9999-12-31"];
    const rows = texts.map((v) => ({ v }));
    expect(rowsFromTable(tableFromRows(rows, { schema: { v: new DateDay() } }))).toEqual(
      texts.map((text) => ({ v: new Date(`${text}T00:00:00Z`) })),
    );
    const moments = [
      "2024-02-29T23:59:59.5-00:30",
      "1969-12-31 23:00+0130",
      "0050-01-01T00:00:00Z",
    ];
    const schema = { v: new TimestampMillisecond("UTC") };
    expect(
      rowsFromTable(
        tableFromRows(
          moments.map((v) => ({ v })),
          { schema },
        ),
      ),
    ).toEqual([
      { v: new Date("2024-03-01T00:29:59.500Z") },
      { v: new Date("1969-12-31T21:30:00Z") },
      { v: new Date("0050-01-01T00:00:00Z") },
    ]);
  });
});

describe("names with a lone surrogate", () => {
  const bad = "a\uD800";
  it.each<[string, () => Promise<Uint8Array>]>([
    ["of a column of rows", () => tableToIpc([{ [bad]: 1 }])],
    [
      "of a column of many uniform rows",
      () => tableToIpc(Array.from({ length: 2000 }, () => ({ [bad]: 1 }))),
    ],
    ["of a column", () => tableToIpc({ [bad]: [1] })],
    ["of a typed array", () => tableToIpc({ [bad]: Int32Array.of(1) })],
    ["of a field", () => tableToIpc([{ a: [{ [bad]: 1 }] }])],
    [
      "of a field of a schema",
      () => tableToIpc([], { schema: new Schema([new Field(bad, new Int32())]) }),
    ],
    ["of a table", () => tableToIpc(new Table({ [bad]: vectorFromArray([1], new Int32()) }))],
    [
      "of a batch",
      () =>
        tableToIpc(new RecordBatch({ [bad]: vectorFromArray([1], new Int32()).data[0] } as never)),
    ],
    [
      "of metadata",
      () =>
        tableToIpc([{ a: 1 }], {
          schema: new Schema([new Field("a", new Int32())], new Map([["k", bad]])),
        }),
    ],
  ])("%s are refused", async (_what, write) => {
    await expect(write()).rejects.toEqual(refusal("has a lone surrogate, which UTF-8 cannot hold"));
  });
});

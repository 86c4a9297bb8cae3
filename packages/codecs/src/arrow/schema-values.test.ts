import {
  Binary,
  type DataType,
  DateDay,
  DateMillisecond,
  Decimal,
  Dictionary,
  Duration,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float16,
  Float32,
  Int8,
  Int16,
  Int32,
  Int64,
  IntervalDayTime,
  LargeBinary,
  LargeList,
  LargeUtf8,
  List,
  Map_,
  Struct,
  TimeMicrosecond,
  TimeMillisecond,
  TimeSecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  TimeUnit,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { canonical } from "./canonical.test.support.ts";
import { rowsFromTable, tableFromIpc, tableFromRows, tableToIpc } from "./index.ts";
import { otherLibraries } from "./other-libraries.test.support.ts";

const others = otherLibraries();

const item = (type: DataType) => new Field("item", type, true);
const bytes = (...values: number[]) => Uint8Array.from(values);
const date = (text: string) => new Date(text);

/** A type, values for it, what rows hold of them, and values that it refuses. */
const cases: [string, DataType, unknown[], unknown[], unknown[]][] = [
  ["Int8", new Int8(), [-128, 127n, null], [-128, 127, null], [128, -129, 1.5, "1", true]],
  ["Int16", new Int16(), [-32768, 32767], [-32768, 32767], [32768]],
  ["Int32", new Int32(), [2 ** 31 - 1], [2 ** 31 - 1], [2 ** 31, Number.NaN]],
  ["Int64", new Int64(), [5, -(2n ** 63n)], [5, -(2n ** 63n)], [2n ** 63n, 2 ** 53, 0.5]],
  ["Uint8", new Uint8(), [0, 255], [0, 255], [-1, 256]],
  ["Uint16", new Uint16(), [65535], [65535], [65536]],
  ["Uint32", new Uint32(), [2 ** 32 - 1], [2 ** 32 - 1], [2 ** 32]],
  [
    "Uint64",
    new Uint64(),
    [2n ** 64n - 1n, 2 ** 53 - 1],
    [2n ** 64n - 1n, 2 ** 53 - 1],
    [-1, -1n, 2n ** 64n],
  ],
  ["Float16", new Float16(), [1.5, -0, null], [1.5, -0, null], ["1.5"]],
  ["Float32", new Float32(), [0.1, 7n], [Math.fround(0.1), 7], [2n ** 53n + 1n]],
  ["LargeUtf8", new LargeUtf8(), ["", "東京", null], ["", "東京", null], [5, "\udc00"]],
  [
    "Binary",
    new Binary(),
    [bytes(1, 2), new DataView(bytes(9).buffer), bytes(7).buffer, null],
    [bytes(1, 2), bytes(9), bytes(7), null],
    ["AQI=", [1, 2]],
  ],
  ["LargeBinary", new LargeBinary(), [bytes(), bytes(3)], [bytes(), bytes(3)], [5]],
  ["FixedSizeBinary", new FixedSizeBinary(2), [bytes(1, 2), null], [bytes(1, 2), null], [bytes(1)]],
  [
    "Decimal",
    new Decimal(2, 10, 128),
    ["1.5", "-0.05", 3n, 1.25, "1e2", null],
    ["1.50", "-0.05", "3.00", "1.25", "100.00", null],
    ["1.505", 0.001, "99999999999", "x", true],
  ],
  ["Decimal of negative scale", new Decimal(-2, 5, 128), ["1200"], ["1200"], ["1250"]],
  [
    "Decimal of 256 bits",
    new Decimal(0, 76, 256),
    [-(10n ** 75n)],
    [String(-(10n ** 75n))],
    [10n ** 76n],
  ],
  [
    "DateDay",
    new DateDay(),
    ["2024-02-29", date("1969-12-31"), 1, null],
    [date("2024-02-29"), date("1969-12-31"), date("1970-01-02"), null],
    [date("2024-01-01T00:00:01Z"), "2024-13-01", "today", 0.5],
  ],
  [
    "DateMillisecond",
    new DateMillisecond(),
    ["2024-02-29", date("1969-12-31")],
    [date("2024-02-29"), date("1969-12-31")],
    ["yesterday", new Date(Number.NaN)],
  ],
  [
    "Timestamp in s",
    new TimestampSecond(),
    [date("2024-01-01T00:00:01Z"), "1900-01-01T00:00:00Z", 60],
    [date("2024-01-01T00:00:01Z"), date("1900-01-01"), date("1970-01-01T00:01:00Z")],
    [date("2024-01-01T00:00:00.5Z"), "2024-01-01T00:00:00.001Z"],
  ],
  [
    "Timestamp in ms",
    new TimestampMillisecond("UTC"),
    [new Date(5), "2024-01-01T01:00:00.123+01:00"],
    [new Date(5), date("2024-01-01T00:00:00.123Z")],
    ["2024-01-01T00:00:00.0001Z", "soon", new Date(Number.NaN)],
  ],
  [
    "Timestamp in us",
    new TimestampMicrosecond("Europe/Berlin"),
    [new Date(-1), "2024-01-01T00:00:00.000001Z", 2n],
    ["1969-12-31T23:59:59.999000Z", "2024-01-01T00:00:00.000001Z", "1970-01-01T00:00:00.000002Z"],
    ["2024-01-01T00:00:00.0000001Z"],
  ],
  [
    "Timestamp in ns",
    new TimestampNanosecond(),
    ["2024-01-01T00:00:00.123456789", 1n],
    ["2024-01-01T00:00:00.123456789", "1970-01-01T00:00:00.000000001"],
    ["2300-01-01T00:00:00Z"],
  ],
  [
    "Time in s",
    new TimeSecond(),
    ["23:59:59", 60],
    ["23:59:59", "00:01:00"],
    ["24:00:00", "12:00:00.5", "noon"],
  ],
  ["Time in ms", new TimeMillisecond(), ["12:00:00.5"], ["12:00:00.500"], ["12:00:00.0001"]],
  [
    "Time in us",
    new TimeMicrosecond(),
    ["12:00:00.000001", 5n],
    ["12:00:00.000001", "00:00:00.000005"],
    ["12:00:60"],
  ],
  [
    "Duration",
    new Duration(TimeUnit.NANOSECOND),
    [5, -(2n ** 62n), null],
    [5, -(2n ** 62n), null],
    ["5"],
  ],
  [
    "List",
    new List(item(new Int8())),
    [[1, null], [], null, Int8Array.of(3)],
    [[1, null], [], null, [3]],
    [5, [300], "ab"],
  ],
  ["LargeList", new LargeList(item(new Utf8())), [["a"], null], [["a"], null], [[5]]],
  [
    "FixedSizeList",
    new FixedSizeList(2, item(new Int8())),
    [[1, 2], null, [3, null]],
    [[1, 2], null, [3, null]],
    [[1], [1, 2, 3]],
  ],
  [
    "Struct",
    new Struct([new Field("a", new Int8(), true), new Field("b", new Utf8(), true)]),
    [{ a: 1 }, { b: "x" }, null],
    [{ a: 1, b: null }, { a: null, b: "x" }, null],
    [{ c: 1 }, { a: "x" }, [1]],
  ],
  [
    "Map",
    mapType(),
    [
      new Map([["k", 1]]),
      [
        ["a", 1],
        ["b", null],
      ],
      null,
      [],
    ],
    [
      [["k", 1]],
      [
        ["a", 1],
        ["b", null],
      ],
      null,
      [],
    ],
    [{ k: 1 }, [["k"]], [[null, 1]]],
  ],
  [
    "Dictionary",
    new Dictionary(new Utf8(), new Int8()),
    ["x", "y", "x", null],
    ["x", "y", "x", null],
    [5],
  ],
  [
    "Dictionary of dates",
    new Dictionary(new DateDay(), new Int16()),
    ["2024-01-01", date("2024-01-01"), date("2024-01-01")],
    [date("2024-01-01"), date("2024-01-01"), date("2024-01-01")],
    ["x"],
  ],
  [
    "List of dictionaries",
    new List(item(new Dictionary(new Utf8(), new Int8()))),
    [["x", "y"], ["x"]],
    [["x", "y"], ["x"]],
    [[1]],
  ],
];

function mapType(): Map_ {
  const entries = new Struct([
    new Field("key", new Utf8(), false),
    new Field("value", new Int8(), true),
  ]);
  return new Map_(new Field("entries", entries, false));
}

describe.each(cases)("a column of type %s", (_name, type, values, expected, refused) => {
  const rows = values.map((v) => ({ v }));

  it("holds its values, as pyarrow sees too", async () => {
    const ipc = await tableToIpc(rows, { schema: { v: type } });
    const table = await tableFromIpc(ipc);
    expect(rowsFromTable(table)).toEqual(expected.map((v) => ({ v })));
    expect(await others().read(ipc)).toEqual(canonical(table));
  });

  it("refuses what it cannot hold, by column and row", async () => {
    for (const value of refused) {
      const wrong = [...rows, { v: value }];
      await expect(tableToIpc(wrong, { schema: { v: type } }), String(value)).rejects.toMatchObject(
        {
          code: "invalid_payload",
          message: expect.stringMatching(
            new RegExp(`^column "v(\\[\\]|\\.a|\\[\\]\\.0)?", row ${rows.length}: expected `),
          ),
        },
      );
    }
  });
});

describe("rowsFromTable", () => {
  const schema = {
    big: new Int64(),
    ms: new TimestampMillisecond("UTC"),
    ns: new TimestampNanosecond(),
    d: new DateDay(),
  };
  const rows = [
    { big: 1n, ms: new Date(5), ns: 1_500_000_001n, d: "1970-01-02" },
    { big: -(2n ** 60n), ms: null, ns: null, d: null },
  ];
  const table = tableFromRows(rows, { schema });

  it("gives 64-bit integers as asked", () => {
    const big = (int64: "auto" | "bigint" | "string") =>
      rowsFromTable(table, { int64 }).map((row) => row.big);
    expect(big("auto")).toEqual([1, -(2n ** 60n)]);
    expect(big("bigint")).toEqual([1n, -(2n ** 60n)]);
    expect(big("string")).toEqual(["1", String(-(2n ** 60n))]);
  });

  it("gives times as asked", () => {
    const first = (timestamps: "auto" | "date" | "iso") => {
      const [row] = rowsFromTable(table, { timestamps });
      return [row?.ms, row?.ns, row?.d];
    };
    expect(first("auto")).toEqual([
      new Date(5),
      "1970-01-01T00:00:01.500000001",
      date("1970-01-02"),
    ]);
    expect(first("date")).toEqual([new Date(5), new Date(1500), date("1970-01-02")]);
    expect(first("iso")).toEqual([
      "1970-01-01T00:00:00.005Z",
      "1970-01-01T00:00:01.500000001",
      "1970-01-02",
    ]);
  });

  it("gives timestamps beyond the years of Date as a count of units", () => {
    const far = tableFromRows([{ t: 2n ** 62n }], { schema: { t: new TimestampSecond() } });
    expect(rowsFromTable(far)).toEqual([{ t: String(2n ** 62n) }]);
  });

  it("refuses two columns of one name", async () => {
    const twice = tableFromRows([{ a: 1, b: 2 }]);
    for (const field of twice.schema.fields) Object.assign(field, { name: "same" });
    expect(() => rowsFromTable(twice)).toThrow(
      expect.objectContaining({
        code: "decode_error",
        message: expect.stringContaining('two columns are named "same"'),
      }),
    );
  });

  it("says which types cannot be made from values", () => {
    expect(() => tableFromRows([{ v: 1 }], { schema: { v: new IntervalDayTime() } })).toThrow(
      expect.objectContaining({
        code: "invalid_payload",
        message: expect.stringContaining("Interval"),
      }),
    );
  });
});

import { createRequire } from "node:module";
import { Dictionary, Int32, makeData, Table, Utf8, Vector, vectorFromArray } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { rowsFromTable, tableFromIpc, tableFromRows, tableToIpc } from "./index.ts";
import { otherLibraries } from "./other-libraries.test.support.ts";

const others = otherLibraries();

type Arrow = typeof import("apache-arrow");

const require = createRequire(import.meta.url);
const copies: [string, () => Arrow][] = [
  ["14", () => require("arrow14")],
  ["17", () => require("arrow17")],
  ["21.1", () => require("arrow21")],
  ["this one, by require", () => require("apache-arrow")],
];

/** A stream whose two columns refer to one dictionary. */
function sharedDictionary(): Promise<Uint8Array> {
  const dictionary = vectorFromArray(["x", "y"], new Utf8());
  const type = new Dictionary(new Utf8(), new Int32());
  const column = (...keys: number[]) =>
    new Vector([makeData({ type, data: Int32Array.from(keys), dictionary })]);
  return tableToIpc(new Table({ a: column(0, 1), b: column(1, 0) }));
}

const when = new Date(20_000 * 86_400_000);
const stamp = new Date(1795651217291);

describe.each(copies)("apache-arrow %s", (_version, load) => {
  const build = async () => {
    const arrow = load();
    const { vectorFromArray, Table } = arrow;
    const shared = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
    const item = new arrow.Field("item", new arrow.Int64(), true);
    const member = new arrow.Field("m", new arrow.Utf8(), true);
    return new Table({
      text: vectorFromArray(["a", null, "ç"], new arrow.Utf8()),
      wide: vectorFromArray([1n, -(2n ** 60n), null], new arrow.Int64()),
      when: vectorFromArray([when, null, new Date(0)], new arrow.DateMillisecond()),
      stamp: vectorFromArray([stamp, null, new Date(5)], new arrow.TimestampMillisecond("UTC")),
      flag: vectorFromArray([true, null, false], new arrow.Bool()),
      one: vectorFromArray(["x", "y", "x"], shared),
      two: vectorFromArray(["p", "q", "r"], shared),
      list: vectorFromArray([[1n], null, [2n, 3n]], new arrow.List(item)),
      struct: vectorFromArray([{ m: "u" }, { m: null }, { m: "v" }], new arrow.Struct([member])),
    });
  };
  const rows = [
    {
      text: "a",
      wide: 1,
      when,
      stamp,
      flag: true,
      one: "x",
      two: "p",
      list: [1],
      struct: { m: "u" },
    },
    {
      text: null,
      wide: -(2n ** 60n),
      when: null,
      stamp: null,
      flag: null,
      one: "y",
      two: "q",
      list: null,
      struct: { m: null },
    },
    {
      text: "ç",
      wide: null,
      when: new Date(0),
      stamp: new Date(5),
      flag: false,
      one: "x",
      two: "r",
      list: [2, 3],
      struct: { m: "v" },
    },
  ];

  it("tables, batches and slices of it are taken and given as rows", async () => {
    const table = await build();
    for (const input of [table, table.batches, table.batches[0] ?? table]) {
      const ipc = await tableToIpc(input);
      expect(rowsFromTable(await tableFromIpc(ipc))).toEqual(rows);
      expect((await others().read(ipc, "both")).nrows).toBe(3);
    }
    const part = table.slice(1, 3);
    expect(rowsFromTable(await tableFromIpc(await tableToIpc(part)))).toEqual(rows.slice(1));
    expect(rowsFromTable(table)).toEqual(rows);
    expect(rowsFromTable(part)).toEqual(rows.slice(1));
    for (const batch of table.batches) expect(rowsFromTable(batch)).toEqual(rows);
  });

  it("dates with a time of day are exact, however the copy holds them", async () => {
    const arrow = load();
    const dates = [stamp, null, new Date(1)];
    const table = new arrow.Table({ d: arrow.vectorFromArray(dates, new arrow.DateMillisecond()) });
    const read = dates.map((d) => ({ d }));
    expect(rowsFromTable(table)).toEqual(read);
    expect(rowsFromTable(await tableFromIpc(await tableToIpc(table)))).toEqual(read);
  });

  it("tables of bytes with a shared dictionary are taken", async () => {
    const { tableFromIPC } = load();
    const table = tableFromIPC(await sharedDictionary());
    const read = [
      { a: "x", b: "y" },
      { a: "y", b: "x" },
    ];
    expect(rowsFromTable(table)).toEqual(read);
    expect(rowsFromTable(await tableFromIpc(await tableToIpc(table)))).toEqual(read);
  });

  it("schemas and types of it are taken for rows", async () => {
    const arrow = load();
    const fields = [
      new arrow.Field("d", new arrow.DateDay(), true),
      new arrow.Field("k", new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8()), true),
    ];
    const given = [{ d: new Date(0), k: "x" }];
    for (const schema of [new arrow.Schema(fields), { d: new arrow.DateDay() }]) {
      expect(rowsFromTable(tableFromRows(given, { schema }))).toEqual(given);
    }
  });

  it("a Vector is refused with the way out", async () => {
    const { vectorFromArray } = load();
    const vector = vectorFromArray([1, 2]);
    const wayOut = {
      code: "invalid_payload",
      message: expect.stringContaining("a Vector; make a Table of it: new Table({ name: vector })"),
    };
    await expect(tableToIpc(vector as never)).rejects.toMatchObject(wayOut);
    await expect(tableToIpc({ v: vector } as never)).rejects.toMatchObject({
      message: expect.stringContaining(
        'column "v": expected an array or a typed array, got a value of class Vector',
      ),
    });
    await expect(tableToIpc([{ v: vector }])).rejects.toMatchObject({
      message: expect.stringContaining('column "v", row 0'),
    });
  });
});

it("a Table of before version 7 is refused, with the version and the way out", async () => {
  class Table {
    readonly _chunks = [];
    readonly _schema = new (class Schema {})();
  }
  await expect(tableToIpc(new Table() as never)).rejects.toMatchObject({
    code: "invalid_payload",
    message: expect.stringContaining(
      "a Table of apache-arrow before version 7; pass its IPC bytes: table.serialize()",
    ),
  });
});

it("columns that are called schema and batches are columns", async () => {
  const columns = { schema: ["s"], batches: ["b"] };
  expect(rowsFromTable(await tableFromIpc(await tableToIpc(columns)))).toEqual([
    { schema: "s", batches: "b" },
  ]);
});

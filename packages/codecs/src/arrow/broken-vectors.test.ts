import {
  Bool,
  Data,
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  Struct,
  Table,
  Utf8,
  Utf8View,
  Vector,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { rowsFromTable, tableFromIpc, tableToIpc } from "./index.ts";
import { otherLibraries } from "./other-libraries.test.support.ts";

const others = otherLibraries();

const data = (type: DataType, length: number, buffers: object, children: Data[] = []) =>
  new Data(type, 0, length, 0, buffers, children);
const utf8 = (offsets: number[], bytes: number) =>
  data(new Utf8(), offsets.length - 1, [Int32Array.from(offsets), new Uint8Array(bytes)]);

/** Vectors that no receiver could read, and what is said of them. */
const broken: [string, () => Data, string][] = [
  [
    "values for fewer rows",
    () => data(new Float64(), 3, [undefined, Float64Array.of(1)]),
    'column "v" contradicts itself: it has 3 rows and values for 1 of them',
  ],
  [
    "fewer bits",
    () => data(new Bool(), 9, [undefined, Uint8Array.of(255)]),
    "values for 8 of them",
  ],
  ["offsets that go back", () => utf8([0, 3, 2], 3), "the offsets of a column go back"],
  ["offsets below zero", () => utf8([-4, 0, 2], 3), "the offsets of a column are negative"],
  ["offsets beyond the bytes", () => utf8([0, 1, 9], 3), "its offsets point outside its values"],
  [
    "fewer offsets",
    () => new Data(new Utf8(), 0, 3, 0, [Int32Array.of(0, 1), new Uint8Array(1)]),
    "values for 1",
  ],
  [
    "a bitmap of nulls that is too short",
    () => new Data(new Int32(), 0, 20, 1, [undefined, new Int32Array(20), Uint8Array.of(255)]),
    "its bitmap of nulls is too short",
  ],
  [
    "a key without an entry",
    () => {
      const dictionary = vectorFromArray(["a"], new Utf8());
      const type = new Dictionary(new Utf8(), new Int32());
      return new Data(type, 0, 2, 0, [undefined, Int32Array.of(0, 1)], [], dictionary);
    },
    "a value is entry 1 of a dictionary that has 1",
  ],
  [
    "a view outside its buffers",
    () => {
      const views = new Int32Array(4);
      views[0] = 20;
      return data(new Utf8View(), 1, [undefined, new Uint8Array(views.buffer)]);
    },
    "a value lies outside its buffers",
  ],
  [
    "fewer items than its lists need",
    () =>
      data(
        new List(new Field("item", new Int32(), true)),
        1,
        [Int32Array.of(0, 5)],
        [data(new Int32(), 2, [undefined, new Int32Array(2)])],
      ),
    "its offsets point outside its values",
  ],
  [
    "a field with fewer values",
    () =>
      data(
        new Struct([new Field("f", new Int32(), true)]),
        3,
        [],
        [data(new Int32(), 2, [undefined, new Int32Array(2)])],
      ),
    "it has 3 rows and values for 2 of them",
  ],
];

describe("a vector that contradicts itself is not sent", () => {
  it.each(broken)("%s", async (_what, make, message) => {
    const table = new Table({ v: new Vector([make()]) });
    await expect(tableToIpc(table)).rejects.toMatchObject({
      code: "invalid_payload",
      message: expect.stringContaining(message),
    });
  });
});

it("columns of different lengths, which apache-arrow fills up with nulls, are written so", async () => {
  const entries = ["p", "q"];
  const table = new Table({
    full: vectorFromArray([1, 2, 3], new Int32()),
    text: vectorFromArray(["a"], new Utf8()),
    list: vectorFromArray([[1n, 2n]], new List(new Field("item", new Int64(), true))),
    bool: vectorFromArray([true], new Bool()),
    number: vectorFromArray([0.5, 1], new Float64()),
    key: vectorFromArray(entries, new Dictionary(new Utf8(), new Int32())),
    struct: vectorFromArray([{ f: 1 }], new Struct([new Field("f", new Int32(), true)])),
  });
  const ipc = await tableToIpc(table);
  expect((await others().read(ipc, "both")).rows).toEqual([
    [1, "a", ["1", "2"], true, 0.5, "p", { f: 1 }],
    [2, null, null, null, 1, "q", null],
    [3, null, null, null, null, null, null],
  ]);
  expect(rowsFromTable(await tableFromIpc(ipc))[2]).toEqual({
    full: 3,
    text: null,
    list: null,
    bool: null,
    number: null,
    key: null,
    struct: null,
  });
});

it("a slice of views takes along only what it shows", async () => {
  const texts = Array.from({ length: 1000 }, (_, row) => `the text of row number ${row}`);
  const views = await tableFromIpc(await others().views(texts));
  const part = await tableToIpc(views.slice(3, 5));
  expect(part.byteLength).toBeLessThan(1000);
  expect((await others().read(part, "both")).rows).toEqual(texts.slice(3, 5).map((text) => [text]));
});

it("IPC bytes with a buffer that is too short are not sent either", async () => {
  const whole = await tableToIpc([{ a: "one" }, { a: "two" }]);
  const bytes = whole.slice();
  const view = new DataView(bytes.buffer);
  // The last offset of the texts.
  const at = bytes.findIndex(
    (_, i) => i % 4 === 0 && view.getInt32(i, true) === 3 && view.getInt32(i + 4, true) === 6,
  );
  view.setInt32(at + 4, 600, true);
  await expect(tableToIpc(bytes)).rejects.toMatchObject({
    code: "invalid_payload",
    message: expect.stringContaining("the bytes are no Arrow IPC"),
  });
});

import {
  Binary,
  CompressionType,
  Data,
  type DataType,
  Field,
  List,
  Schema,
  Struct,
  Utf8,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { adoptBatches } from "./adopt-table.ts";
import { canonical } from "./canonical.test.support.ts";
import { isArrowIpc, rowsFromTable, tableFromIpc, tableToIpc } from "./index.ts";
import { makeBatch } from "./make-batch.ts";
import { otherLibraries } from "./other-libraries.test.support.ts";
import { layoutBatch, schemaMessage } from "./write/ipc-layout.ts";

const others = otherLibraries();

const ascii = (text: string) => new TextEncoder().encode(text);

/** A table of one column of texts or bytes that lie one after the other. */
function textTable(type: DataType, bytes: Uint8Array, offsets: number[], valid?: number) {
  const length = offsets.length - 1;
  const buffers: object = [
    Int32Array.from(offsets),
    bytes,
    valid === undefined ? undefined : Uint8Array.of(valid),
  ];
  const column = new Data(type, 0, length, valid === undefined ? 0 : -1, buffers);
  const schema = new Schema([new Field("s", type, true)]);
  return adoptBatches(schema, [makeBatch(schema, length, [column])]);
}

describe("streams that end with 4 zero bytes", () => {
  it("are read, and become files that others read", async () => {
    const { ipc, table } = await others().make({ library: "pyarrow", form: "stream", seed: 3 });
    const marker = ipc.subarray(ipc.byteLength - 8);
    expect([...marker]).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
    for (const end of [0, 4]) {
      const short = Uint8Array.of(...ipc.subarray(0, -8), ...new Uint8Array(end));
      expect(canonical(await tableFromIpc(short))).toEqual(table);
      expect(await others().read(await tableToIpc(short))).toEqual(table);
    }
    const cut = Uint8Array.of(...ipc.subarray(0, -8), 0, 0);
    await expect(tableFromIpc(cut)).rejects.toMatchObject({ code: "decode_error" });
  });
});

describe("messages without continuation markers", () => {
  it.each(["file", "stream"] as const)(
    "are read from a %s, and written with them",
    async (form) => {
      const { ipc, table } = await others().legacy(form);
      expect(isArrowIpc(ipc)).toBe(true);
      expect(canonical(await tableFromIpc(ipc))).toEqual(table);
      const written = await tableToIpc(ipc);
      expect(await others().read(written, "both")).toEqual(table);
      expect((await others().read(written, "polars")).rows).toEqual(table.rows);
      for (let length = 8; length < ipc.byteLength; length++) {
        await tableFromIpc(ipc.subarray(0, length)).catch((error) =>
          expect(error).toMatchObject({ code: "decode_error" }),
        );
      }
    },
  );
});

it.each([CompressionType.LZ4_FRAME, CompressionType.ZSTD])(
  "a compressed buffer of length 0 needs no frame (compression %i)",
  async (compression) => {
    const schema = new Schema([new Field("s", new Utf8(), true)]);
    // Bitmap, offsets and bytes, each of 8 zero bytes: a length and nothing behind it.
    const plan = { nodes: [{ length: 0, nullCount: 0 }], parts: [], length: 0 };
    const { metadata, bodyBytes } = layoutBatch(plan, [8, 8, 8], compression);
    const stream = Uint8Array.of(
      ...schemaMessage(schema),
      ...metadata,
      ...new Uint8Array(bodyBytes),
    );
    const table = await tableFromIpc(stream);
    expect(table.schema.names).toEqual(["s"]);
    expect([table.numRows, table.batches.length]).toEqual([0, 1]);
    expect(rowsFromTable(table)).toEqual([]);
  },
);

describe("texts", () => {
  it("may have any bytes in place of a null", async () => {
    const bytes = Uint8Array.of(0x61, 0xff, 0xfe, 0x62);
    const table = textTable(new Utf8(), bytes, [0, 1, 3, 4], 0b101);
    const read = await tableFromIpc(await tableToIpc(table));
    for (const each of [table, read]) {
      expect(rowsFromTable(each)).toEqual([{ s: "a" }, { s: null }, { s: "b" }]);
    }
    const alone = textTable(new Utf8(), bytes, [0, 1, 3, 4], 0b111);
    expect(() => rowsFromTable(alone)).toThrow("a text of the table is not UTF-8");
  });

  it("may share a character with a null, and not with another text", () => {
    const bytes = ascii("a\u00e9\u{1f389}b");
    const rows = (offsets: number[], valid: number) =>
      rowsFromTable(textTable(new Utf8(), bytes, offsets, valid)).map(({ s }) => s);
    expect(rows([0, 3, 7, 8], 0b111)).toEqual(["a\u00e9", "\u{1f389}", "b"]);
    expect(rows([1, 3, 5, 8], 0b001)).toEqual(["\u00e9", null, null]);
    expect(rows([0, 2, 3, 8], 0b100)).toEqual([null, null, "\u{1f389}b"]);
    for (const offsets of [
      [0, 2, 8],
      [0, 5, 8],
      [0, 1, 2, 8],
    ]) {
      expect(() => rows(offsets, 0xff)).toThrow("a text of the table is not UTF-8");
    }
  });

  it("inside a struct or a list that is null may be anything too", () => {
    const texts = (valid?: number) =>
      textTable(new Utf8(), Uint8Array.of(0x61, 0xff), [0, 1, 2], valid).batches[0]?.data
        .children[0];
    const child = texts();
    if (child === undefined) throw new Error("no column");
    const member = new Field("t", new Utf8(), true);
    const types: [DataType, object, unknown][] = [
      [new Struct([member]), [undefined, undefined, Uint8Array.of(0b01)], { t: "a" }],
      [new List(member), [Int32Array.of(0, 1, 2), undefined, Uint8Array.of(0b01)], ["a"]],
    ];
    for (const [type, buffers, first] of types) {
      const column = new Data(type, 0, 2, -1, buffers, [child]);
      const schema = new Schema([new Field("v", type, true)]);
      const table = adoptBatches(schema, [makeBatch(schema, 2, [column])]);
      expect(rowsFromTable(table)).toEqual([{ v: first }, { v: null }]);
    }
  });

  it("as bytes are never looked at", () => {
    const table = textTable(new Binary(), Uint8Array.of(0xff, 0xfe), [0, 1, 2]);
    expect(rowsFromTable(table)).toEqual([{ s: Uint8Array.of(0xff) }, { s: Uint8Array.of(0xfe) }]);
  });
});

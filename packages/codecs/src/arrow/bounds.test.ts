import {
  CompressionType,
  Data,
  type DataType,
  Field,
  Int32,
  Message,
  Null,
  Schema,
  Struct,
  Utf8,
} from "apache-arrow";
import {
  BodyCompression,
  BufferRegion,
  FieldNode,
  RecordBatch,
} from "apache-arrow/ipc/metadata/message";
import { describe, expect, it } from "vitest";
import { decodeZstd as decodeZstdInBrowser } from "../zstd.browser.ts";
import { encodeZstd } from "../zstd.node.ts";
import { adoptBatches } from "./adopt-table.ts";
import { rowsFromTable, tableFromIpc, tableToIpc } from "./index.ts";
import { encodeLz4Frame } from "./lz4/encode-frame.ts";
import { makeBatch } from "./make-batch.ts";
import { schemaMessage } from "./write/ipc-layout.ts";

const MiB = 1 << 20;
const tooMuch = {
  code: "decode_error",
  isRetryable: false,
  details: { option: "max_decoded_bytes" },
  message: expect.stringContaining("max_decoded_bytes"),
};

/** A stream of one batch, whatever its metadata claims. */
function stream(
  types: readonly DataType[],
  length: number,
  nodes: FieldNode[],
  regions: BufferRegion[],
  body: Uint8Array,
  compression?: CompressionType,
): Uint8Array {
  const fields = types.map((type, column) => new Field(`c${column}`, type, true));
  const batch = new RecordBatch(
    length,
    nodes,
    regions,
    compression === undefined ? null : new BodyCompression(compression),
  );
  const flat = Message.encode(Message.from(batch, body.byteLength));
  const padded = Math.ceil(flat.byteLength / 8) * 8;
  const message = new Uint8Array(8 + padded + body.byteLength);
  const view = new DataView(message.buffer);
  view.setUint32(0, 0xffffffff, true);
  view.setUint32(4, padded, true);
  message.set(flat, 8);
  message.set(body, 8 + padded);
  return Buffer.concat([schemaMessage(new Schema(fields)), message]);
}

/** A buffer as it is stored: its length, then a frame. */
function compressed(bytes: Uint8Array, compress: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const frame = compress(bytes);
  const stored = new Uint8Array(8 + Math.ceil(frame.byteLength / 8) * 8);
  new DataView(stored.buffer).setBigInt64(0, BigInt(bytes.byteLength), true);
  stored.set(frame, 8);
  return stored.subarray(0, 8 + frame.byteLength);
}

/** So many columns of zeros, compressed, each from a place of its own or all from the same. */
function zeros(columns: number, rows: number, isShared: boolean): Uint8Array {
  const stored = compressed(new Uint8Array(rows * 4), encodeLz4Frame);
  const step = Math.ceil(stored.byteLength / 8) * 8;
  const body = new Uint8Array(step * (isShared ? 1 : columns));
  for (let at = 0; at < body.byteLength; at += step) body.set(stored, at);
  const regions = Array.from({ length: columns }, (_, column) => [
    new BufferRegion(0, 0),
    new BufferRegion(isShared ? 0 : column * step, stored.byteLength),
  ]).flat();
  const nodes = Array.from({ length: columns }, () => new FieldNode(rows, 0));
  const types = Array.from({ length: columns }, () => new Int32());
  return stream(types, rows, nodes, regions, body, CompressionType.LZ4_FRAME);
}

/** Longest that the event loop was held while something was done, in ms of this thread's own time. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  const now = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let isDone = false;
  let longest = 0;
  let last = now();
  const watch = () => {
    const time = now();
    longest = Math.max(longest, time - last);
    last = time;
    if (!isDone) setImmediate(watch);
  };
  setImmediate(watch);
  await work();
  isDone = true;
  watch();
  return longest;
}

describe("compressed buffers", () => {
  it("that share their bytes are refused, before any is decompressed", async () => {
    const bomb = zeros(100, 4 * MiB, true);
    expect(bomb.byteLength).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(tableFromIpc(bomb)).rejects.toMatchObject({
      code: "decode_error",
      message: expect.stringContaining("compressed buffers of a batch overlap"),
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MiB);
  });

  it("are counted against max_decoded_bytes, to the byte", async () => {
    const ipc = zeros(3, 1000, false);
    expect((await tableFromIpc(ipc, { max_decoded_bytes: 12_000 })).numRows).toBe(1000);
    await expect(tableFromIpc(ipc, { max_decoded_bytes: 11_999 })).rejects.toMatchObject(tooMuch);
  });

  it("need no more than 1 GiB by default", async () => {
    const bomb = zeros(17, 16 * MiB, false);
    const before = process.memoryUsage().arrayBuffers;
    await expect(tableFromIpc(bomb)).rejects.toMatchObject(tooMuch);
    // Nothing was made before all was counted.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MiB);
  });

  it("do not hold the event loop, however well they are compressed", async () => {
    const lz4 = zeros(2, 48 * MiB, false);
    const stored = compressed(new Uint8Array(256 * MiB), encodeZstd);
    const regions = [new BufferRegion(0, 0), new BufferRegion(0, stored.byteLength)];
    const nodes = [new FieldNode(64 * MiB, 0)];
    const zstd = stream([new Int32()], 64 * MiB, nodes, regions, stored, CompressionType.ZSTD);
    for (const ipc of [lz4, zstd]) {
      expect(ipc.byteLength).toBeLessThan(4 * MiB);
      expect(await longestTurn(() => tableFromIpc(ipc))).toBeLessThan(50);
    }
    const frame = stored.subarray(8);
    expect(
      await longestTurn(() => decodeZstdInBrowser(frame, 256 * MiB)),
      "as in a browser",
    ).toBeLessThan(50);
  }, 60_000);

  it("an LZ4 block may not be longer than its frame says", async () => {
    const frame = encodeLz4Frame(new Uint8Array(4 * MiB));
    // Blocks of 64 KiB.
    frame[5] = 0x40;
    const stored = new Uint8Array(8 + frame.byteLength);
    new DataView(stored.buffer).setBigInt64(0, BigInt(4 * MiB), true);
    stored.set(frame, 8);
    const regions = [new BufferRegion(0, 0), new BufferRegion(0, stored.byteLength)];
    const ipc = stream(
      [new Int32()],
      MiB,
      [new FieldNode(MiB, 0)],
      regions,
      stored,
      CompressionType.LZ4_FRAME,
    );
    await expect(tableFromIpc(ipc)).rejects.toMatchObject({ code: "decode_error" });
  });
});

describe("rows without bytes", () => {
  const nulls = (rows: number, columns = 1) =>
    stream(
      Array.from({ length: columns }, () => new Null()),
      rows,
      Array.from({ length: columns }, () => new FieldNode(rows, rows)),
      [],
      new Uint8Array(0),
    );

  it("are counted at 8 bytes a cell", async () => {
    expect((await tableFromIpc(nulls(1000, 3), { max_decoded_bytes: 24_000 })).numRows).toBe(1000);
    await expect(tableFromIpc(nulls(1000, 3), { max_decoded_bytes: 23_999 })).rejects.toMatchObject(
      tooMuch,
    );
    expect((await tableFromIpc(nulls(2 ** 27))).numRows).toBe(2 ** 27);
    await expect(tableFromIpc(nulls(2 ** 27 + 1))).rejects.toMatchObject(tooMuch);
  });

  it.each<[string, DataType, number]>([
    ["structs without fields", new Struct([]), 1],
    ["no columns", new Null(), 0],
  ])("are counted in %s too", async (_what, type, columns) => {
    const types = columns === 0 ? [] : [type];
    const regions = columns === 0 ? [] : [new BufferRegion(0, 0)];
    const nodes = types.map(() => new FieldNode(2 ** 30, 0));
    const ipc = stream(types, 2 ** 30, nodes, regions, new Uint8Array(0));
    await expect(tableFromIpc(ipc)).rejects.toMatchObject(tooMuch);
  });

  it("become no rows that kill the process", async () => {
    const table = await tableFromIpc(nulls(2 ** 27));
    expect(() => rowsFromTable(table)).toThrow(expect.objectContaining(tooMuch));
    const many = await tableFromIpc(nulls(4_000_000, 20));
    expect(() => rowsFromTable(many, { max_decoded_bytes: 4_000_000 * 240 - 1 })).toThrow(
      expect.objectContaining(tooMuch),
    );
  });
});

describe("rows with bytes", () => {
  it("are counted at 80 bytes each and 8 a cell, before the first is made", async () => {
    const table = await tableFromIpc(
      await tableToIpc([
        { a: 1, b: "x" },
        { a: 2, b: "y" },
      ]),
    );
    expect(rowsFromTable(table, { max_decoded_bytes: 192 })).toHaveLength(2);
    expect(() => rowsFromTable(table, { max_decoded_bytes: 191 })).toThrow(
      expect.objectContaining(tooMuch),
    );
  });

  it("inside lists and structs are counted as well", async () => {
    const items = Array.from({ length: 1000 }, (_, index) => index);
    const table = await tableFromIpc(await tableToIpc([{ a: items, s: { k: 1 } }]));
    const cost = 80 + 8 + 8 * 1000 + 8 + 80 + 8;
    expect(rowsFromTable(table, { max_decoded_bytes: cost })).toHaveLength(1);
    expect(() => rowsFromTable(table, { max_decoded_bytes: cost - 1 })).toThrow(
      expect.objectContaining(tooMuch),
    );
  });
});

it("columns that share uncompressed bytes are counted for what they show", async () => {
  const text = new Uint8Array(1 << 16).fill(0x61);
  const offsets = new Uint8Array(Int32Array.of(0, text.byteLength).buffer);
  const body = Buffer.concat([offsets, text]);
  const columns = 100;
  const regions = Array.from({ length: columns }, () => [
    new BufferRegion(0, 0),
    new BufferRegion(0, 8),
    new BufferRegion(8, text.byteLength),
  ]).flat();
  const nodes = Array.from({ length: columns }, () => new FieldNode(1, 0));
  const types = Array.from({ length: columns }, () => new Utf8());
  const ipc = stream(types, 1, nodes, regions, body);
  const shown = (columns - 1) * (text.byteLength + 8);
  expect((await tableFromIpc(ipc, { max_decoded_bytes: shown })).numCols).toBe(columns);
  await expect(tableFromIpc(ipc, { max_decoded_bytes: shown - 1 })).rejects.toMatchObject(tooMuch);
});

it("a slice of a large table is not charged for the whole", () => {
  const column = new Data(new Int32(), 0, 2, 0, [undefined, new Int32Array(MiB).subarray(0, 2)]);
  const schema = new Schema([new Field("a", new Int32(), true)]);
  const table = adoptBatches(schema, [makeBatch(schema, 2, [column])]);
  expect(rowsFromTable(table)).toEqual([{ a: 0 }, { a: 0 }]);
});

import { NatsBridgeError } from "@natsbridge/schema/base";
import {
  type RecordBatch,
  Table,
  tableFromArrays,
  tableFromIPC,
  vectorFromArray,
} from "apache-arrow";
import { expect, test } from "vitest";
import { rowsFromTable, tableFromIpc } from "./arrow/index.ts";
import { serializeBatches } from "./serialize-batches.ts";

async function* stream<Item>(...items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

const batch = (from: number, count: number): RecordBatch => {
  const ids = Int32Array.from({ length: count }, (_, at) => from + at);
  const [first] = tableFromArrays({
    id: ids,
    half: Float64Array.from(ids, (id) => id / 2),
  }).batches;
  if (first === undefined) throw new Error("no batch");
  return first;
};

const join = async (pieces: AsyncIterable<Uint8Array>) =>
  Buffer.concat(await Array.fromAsync(pieces));

test.each([undefined, "lz4", "zstd"] as const)(
  "batches become a file piece by piece, compression %s",
  async (arrow_compression) => {
    const pieces = await Array.fromAsync(
      serializeBatches(stream(batch(0, 3), batch(3, 2)), { arrow_compression }),
    );
    // The beginning with the schema, one piece per batch, the footer.
    expect(pieces).toHaveLength(4);
    const table = await tableFromIpc(Buffer.concat(pieces));
    expect(table.batches.map(({ numRows }) => numRows)).toEqual([3, 2]);
    expect(rowsFromTable(table)).toEqual([0, 1, 2, 3, 4].map((id) => ({ id, half: id / 2 })));
  },
);

test("apache-arrow reads it by its footer", async () => {
  const table = tableFromIPC(await join(serializeBatches(stream(batch(0, 3), batch(3, 2)))));
  expect(table.numRows).toBe(5);
});

test("a batch is asked for when the piece before it was taken", async () => {
  let asked = 0;
  const source = (async function* () {
    for (;;) {
      asked++;
      yield batch(0, 10);
    }
  })();
  const pieces = serializeBatches(source);
  await pieces.next();
  await pieces.next();
  expect(asked).toBe(1);
  await pieces.next();
  expect(asked).toBe(2);
  await pieces.return();
  expect((await source.next()).done).toBe(true);
});

test("batches with dictionaries and no batches at all make a file too", async () => {
  const words = new Table({ word: vectorFromArray(["a", "b", "a"]) });
  const [first] = words.batches;
  const table = await tableFromIpc(await join(serializeBatches(stream(first))));
  expect(rowsFromTable(table)).toEqual([{ word: "a" }, { word: "b" }, { word: "a" }]);
  expect((await tableFromIpc(await join(serializeBatches(stream())))).numRows).toBe(0);
});

test("what is no batch, another schema, and a source that fails", async () => {
  const other = tableFromArrays({ id: Float64Array.of(1) }).batches[0];
  await expect(join(serializeBatches(stream<unknown>(batch(0, 1), 5)))).rejects.toMatchObject({
    code: "invalid_payload",
    message: '"arrowtable": expected batches, got 5 as number 1',
  });
  await expect(join(serializeBatches(stream(batch(0, 1), other)))).rejects.toMatchObject({
    code: "invalid_payload",
    message: '"arrowtable": batch 1 has another schema than the first',
  });
  const failing = (async function* () {
    yield batch(0, 1);
    throw new Error("the query was cancelled");
  })();
  const error: unknown = await join(serializeBatches(failing)).catch((reason) => reason);
  expect(NatsBridgeError.isInstance(error)).toBe(false);
  expect(error).toMatchObject({ message: "the query was cancelled" });
});

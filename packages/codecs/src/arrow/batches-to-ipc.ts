import type { RecordBatch } from "apache-arrow";
import { FileBlock } from "apache-arrow/ipc/metadata/file";
import { invalidPayload } from "../errors.ts";
import type { ArrowCompression } from "./arrow-compression.ts";
import { loadCompression } from "./load-compression.ts";
import { assertBatch, tableOfBatches } from "./table-to-ipc.ts";
import { planTable } from "./vectors/plan-table.ts";
import { schemaMessage } from "./write/ipc-layout.ts";
import {
  type BufferCompression,
  FILE_START_BYTES,
  fileTail,
  layOut,
  messageBytes,
  writeFileStart,
  writeIpcFile,
} from "./write/write-ipc-file.ts";

/**
 * Writes batches as an Arrow IPC file piece by piece, as they come: one piece per batch is in memory.
 * Batches with dictionaries are collected first, since a file cannot hold a dictionary that is replaced later.
 *
 * @throws NatsBridgeError `invalid_payload` for what is no batch, or has another schema than the first.
 */
export async function* batchesToIpc(
  batches: AsyncIterable<unknown>,
  arrow_compression: ArrowCompression | undefined,
): AsyncGenerator<Uint8Array, void> {
  const compression = await loadCompression(arrow_compression);
  const source = batches[Symbol.asyncIterator]();
  try {
    const first = await nextBatch(source, 0);
    if (first === undefined || first.schema.dictionaries.size > 0) {
      yield await wholeFile(first, source, compression);
    } else {
      yield* pieces(first, source, compression);
    }
  } finally {
    await source.return?.();
  }
}

async function* pieces(
  first: RecordBatch,
  source: AsyncIterator<unknown>,
  compression: BufferCompression | undefined,
): AsyncGenerator<Uint8Array, void> {
  const { schema } = planTable(tableOfBatches([first]), false);
  const start = fileStart(schemaMessage(schema));
  yield start;
  const blocks: FileBlock[] = [];
  let at = start.byteLength;
  let number = 0;
  for (let batch: RecordBatch | undefined = first; batch; batch = await nextBatch(source, number)) {
    const table = planTable(tableOfBatches([batch]), false);
    if (!isSame(fileStart(schemaMessage(table.schema)), start)) {
      throw invalidPayload(`batch ${number} has another schema than the first`);
    }
    for (const plan of table.batches) {
      const message = layOut(plan, compression);
      const { metadata, bodyBytes } = message.layout;
      blocks.push(new FileBlock(metadata.byteLength, bodyBytes, at));
      at += metadata.byteLength + bodyBytes;
      yield messageBytes(message);
    }
    number++;
  }
  yield fileTail(schema, blocks, []);
}

async function wholeFile(
  first: RecordBatch | undefined,
  source: AsyncIterator<unknown>,
  compression: BufferCompression | undefined,
): Promise<Uint8Array> {
  const batches: RecordBatch[] = [];
  for (let batch = first; batch; batch = await nextBatch(source, batches.length)) {
    batches.push(batch);
  }
  return writeIpcFile(planTable(tableOfBatches(batches)), compression);
}

async function nextBatch(
  source: AsyncIterator<unknown>,
  number: number,
): Promise<RecordBatch | undefined> {
  const { done, value } = await source.next();
  return done ? undefined : assertBatch(value, number);
}

function fileStart(schema: Uint8Array): Uint8Array {
  const start = new Uint8Array(FILE_START_BYTES + schema.byteLength);
  writeFileStart(start);
  start.set(schema, FILE_START_BYTES);
  return start;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, index) => byte === other[index]);
}

import { type Data, type DataType, type RecordBatch, Table } from "apache-arrow";
import { DecodeBudget } from "../../decode-budget.ts";
import { atOnce, type Steps, Turns } from "../../in-turns.ts";
import { makeBatch } from "../make-batch.ts";
import { countShared, decompressBuffers, storedBuffers } from "./batch-buffers.ts";
import { BatchCursor } from "./batch-cursor.ts";
import { damaged } from "./damaged.ts";
import { batchOf, codecOf, type Decompressors } from "./decompress.ts";
import type { IpcMessage } from "./ipc-message.ts";
import { ReadDictionaries } from "./read-dictionaries.ts";
import type { IpcContent } from "./read-messages.ts";
import { readMetadata } from "./read-schema.ts";
import { readVector } from "./read-vector.ts";

/** Reads the values of what {@link readMessages} took apart, without holding the event loop for long. */
export async function buildTable(
  content: IpcContent,
  decompressors: Decompressors,
  budget: DecodeBudget,
): Promise<Table> {
  const turns = new Turns();
  const reader = new TableReader(content, budget);
  for (const message of content.messages) {
    const stored = storedBuffers(message);
    const codec = codecOf(batchOf(message));
    const decompress = codec === undefined ? undefined : decompressors.get(codec);
    if (decompress === undefined) countShared(stored, message.body, budget);
    const buffers = decompress
      ? await decompressBuffers(stored, decompress, budget, turns)
      : stored;
    await turns.run(reader.take(message, buffers));
  }
  return reader.table();
}

/** As {@link buildTable}, at once, for bytes that were written here and not compressed. */
export function buildTableAtOnce(content: IpcContent): Table {
  const reader = new TableReader(content, new DecodeBudget(Number.POSITIVE_INFINITY));
  for (const message of content.messages) atOnce(reader.take(message, storedBuffers(message)));
  return reader.table();
}

class TableReader {
  readonly #content: IpcContent;
  readonly #budget: DecodeBudget;
  readonly #dictionaries = new ReadDictionaries();
  readonly #batches: RecordBatch[] = [];

  constructor(content: IpcContent, budget: DecodeBudget) {
    this.#content = content;
    this.#budget = budget;
  }

  /** Reads a message, whose buffers are not compressed any more. */
  *take(message: IpcMessage, buffers: readonly Uint8Array[]): Steps<void> {
    const { schema } = this.#content;
    const context = { dictionaries: this.#dictionaries, version: message.version };
    const batch = new BatchCursor(batchOf(message), buffers, this.#budget);
    if (message.kind === "dictionary") {
      const id = message.header.int64(0);
      const type = schema.dictionaries.get(id);
      // A dictionary that no column uses is left alone.
      if (type === undefined) return;
      const chunk = yield* readVector(type, batch, context);
      this.#dictionaries.add(id, chunk, message.header.bool(2));
    } else if (message.kind === "batch") {
      const columns: Data[] = [];
      for (const field of schema.fields) {
        columns.push(yield* readVector(field.type, batch, context));
        yield;
      }
      checkRows(batch, columns);
      const metadata = readMetadata(message.message, 4);
      this.#batches.push(makeBatch(schema, batch.length, columns, metadata));
    } else {
      throw damaged("it has a second schema");
    }
  }

  table(): Table {
    return new Table(this.#content.schema, this.#batches);
  }
}

function checkRows(batch: BatchCursor, children: readonly Data<DataType>[]): void {
  if (children.some((child) => child.length !== batch.length)) {
    throw damaged(`a batch of ${batch.length} rows has a column of another length`);
  }
  if (children.length === 0) batch.countRows(batch.length, 0);
}

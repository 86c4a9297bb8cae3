import { type Data, type DataType, type RecordBatch, Table } from "apache-arrow";
import { makeBatch } from "../make-batch.ts";
import { BatchCursor } from "./batch-cursor.ts";
import { damaged } from "./damaged.ts";
import { batchOf, codecOf, type Decompressors } from "./decompress.ts";
import type { IpcMessage } from "./ipc-message.ts";
import { ReadDictionaries } from "./read-dictionaries.ts";
import type { IpcContent } from "./read-messages.ts";
import { readMetadata } from "./read-schema.ts";
import { readVector } from "./read-vector.ts";

/** Reads the values of what {@link readMessages} took apart. */
export function buildTable(content: IpcContent, decompressors: Decompressors): Table {
  const { schema, messages } = content;
  const dictionaries = new ReadDictionaries();
  const batches: RecordBatch[] = [];
  for (const message of messages) {
    const context = { dictionaries, version: message.version };
    const batch = cursorOf(message, decompressors);
    if (message.kind === "dictionary") {
      const id = message.header.int64(0);
      const type = schema.dictionaries.get(id);
      // A dictionary that no column uses is left alone.
      if (type === undefined) continue;
      dictionaries.add(id, readVector(type, batch, context), message.header.bool(2));
    } else if (message.kind === "batch") {
      const children = schema.fields.map((field) => readVector(field.type, batch, context));
      checkRows(batch, children);
      batches.push(makeBatch(schema, batch.length, children, readMetadata(message.message, 4)));
    } else {
      throw damaged("it has a second schema");
    }
  }
  return new Table(schema, batches);
}

function cursorOf(message: IpcMessage, decompressors: Decompressors): BatchCursor {
  const batch = batchOf(message);
  const codec = codecOf(batch);
  return new BatchCursor(
    batch,
    message.body,
    codec === undefined ? undefined : decompressors.get(codec),
  );
}

function checkRows(batch: BatchCursor, children: readonly Data<DataType>[]): void {
  if (children.some((child) => child.length !== batch.length)) {
    throw damaged(`a batch of ${batch.length} rows has a column of another length`);
  }
  batch.checkLength(batch.length);
}

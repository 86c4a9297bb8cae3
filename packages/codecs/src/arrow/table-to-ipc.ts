import {
  assertKnownOptions,
  messageOf,
  type OptionNames,
  objectOption,
} from "@natsbridge/schema/base";
import { type RecordBatch, Table } from "apache-arrow";
import { DecodeBudget } from "../decode-budget.ts";
import { describeValue, wayOut } from "../describe-value.ts";
import { invalidPayload } from "../errors.ts";
import { bytesIn, isPlainObject } from "../what-counts.ts";
import { adoptBatches, adoptTable } from "./adopt-table.ts";
import { type ArrowCompression, compressionOption } from "./arrow-compression.ts";
import { isOldTable, isRecordBatch, isTable, isVector } from "./foreign-shape.ts";
import { isArrowFile } from "./is-arrow-ipc.ts";
import { loadCompression } from "./load-compression.ts";
import type { SchemaOption } from "./plan/plan-columns.ts";
import { guarded } from "./read/guarded.ts";
import { readMessages } from "./read/read-messages.ts";
import { refused } from "./refused.ts";
import { streamToFile } from "./stream-to-file.ts";
import { tableFromContent } from "./table-from-ipc.ts";
import type { TableInput } from "./table-input.ts";
import { planTable } from "./vectors/plan-table.ts";
import { encodeColumns } from "./write/encode-columns.ts";
import { encodeRows } from "./write/encode-rows.ts";
import { type BufferCompression, writeIpcFile } from "./write/write-ipc-file.ts";

/** Options of {@link tableToIpc}. */
export interface TableToIpcOptions {
  /** Default: none. `"zstd"` is written in Node only. */
  readonly compression?: ArrowCompression | undefined;
  /** Types for rows and columns, whose values are checked against them. Default: inferred from all values. */
  readonly schema?: SchemaOption | undefined;
}

const KNOWN: OptionNames<TableToIpcOptions> = { compression: true, schema: true };

/**
 * Writes a table as an Arrow IPC file. Rows and columns are written without loss or refused; tables and batches are
 * copied once; IPC bytes stay as they are (a stream becomes a file) unless a compression is asked for.
 *
 * @throws NatsBridgeError `invalid_payload` naming column and row, what was expected and what came, `invalid_config` for the options.
 */
export async function tableToIpc(
  input: TableInput,
  options: TableToIpcOptions = {},
): Promise<Uint8Array> {
  assertKnownOptions("tableToIpc options", options, KNOWN);
  objectOption("schema", options.schema);
  const compression = await loadCompression(compressionOption("compression", options.compression));
  try {
    return await written(input, options.schema, compression);
  } catch (error) {
    throw refused(error);
  }
}

async function written(
  input: TableInput,
  schema: SchemaOption | undefined,
  compression: BufferCompression | undefined,
): Promise<Uint8Array> {
  const bytes = bytesIn(input);
  if (bytes !== undefined) return ipcToFile(bytes, compression);
  const table = await tableOf(input);
  if (table !== undefined) return writeIpcFile(planTable(table), compression);
  if (Array.isArray(input)) return encodeRows(input, schema, compression);
  if (typeof input === "object" && input !== null && isPlainObject(input)) {
    return encodeColumns(input, schema, compression);
  }
  throw invalidPayload(
    `expected rows, columns, an apache-arrow Table or RecordBatch, or Arrow IPC bytes, got ${describeInput(input)}`,
  );
}

async function ipcToFile(
  bytes: Uint8Array,
  compression: BufferCompression | undefined,
): Promise<Uint8Array> {
  try {
    const content = guarded(() => readMessages(bytes));
    // Also where the bytes are sent as they are: what a receiver could not read is not sent.
    const budget = new DecodeBudget();
    budget.receive(bytes.byteLength);
    const table = await tableFromContent(content, budget);
    // Files of before version 0.15 are read here, and not by everyone.
    const isCurrent = content.messages.every(({ hasContinuation }) => hasContinuation);
    const isKept = compression === undefined && isCurrent;
    const file = isKept && (isArrowFile(bytes) ? bytes : streamToFile(bytes, content));
    return file || writeIpcFile(planTable(table), compression);
  } catch (error) {
    throw invalidPayload(`the bytes are no Arrow IPC: ${messageOf(error)}`, error);
  }
}

async function tableOf(input: TableInput): Promise<Table | undefined> {
  if (isTable(input)) return adoptTable(input);
  if (isRecordBatch(input)) return tableOfBatches([input]);
  if (isBatches(input)) return tableOfBatches(input);
  if (typeof input !== "object" || input === null || !(Symbol.asyncIterator in input)) {
    return undefined;
  }
  const batches: RecordBatch[] = [];
  for await (const batch of input) batches.push(assertBatch(batch, batches.length));
  return tableOfBatches(batches);
}

/** @throws NatsBridgeError `invalid_payload` naming its number, for what is no batch. */
export function assertBatch(batch: unknown, number: number): RecordBatch {
  if (isRecordBatch(batch)) return batch;
  throw invalidPayload(`expected batches, got ${describeValue(batch)} as number ${number}`);
}

/** A table of batches, which may be of another copy of apache-arrow. */
export function tableOfBatches(batches: RecordBatch[]): Table {
  const [first] = batches;
  return first === undefined ? new Table() : adoptBatches(first.schema, batches);
}

function isBatches(input: unknown): input is RecordBatch[] {
  return Array.isArray(input) && input.length > 0 && input.every(isRecordBatch);
}

function describeInput(input: unknown): string {
  if (isOldTable(input)) {
    return "a Table of apache-arrow before version 7; pass its IPC bytes: table.serialize()";
  }
  if (isVector(input)) return "a Vector; make a Table of it: new Table({ name: vector })";
  return describeValue(input) + wayOut(input);
}

import { type CompressionType, MetadataVersion, type Schema } from "apache-arrow";
import { FileBlock, Footer } from "apache-arrow/ipc/metadata/file";
import { invalidPayload } from "../../errors.ts";
import type { BatchPlan, TablePlan } from "../plan/table-plan.ts";
import { type Compress, compressPart } from "./compress-part.ts";
import {
  type DictionaryRole,
  layoutBatch,
  type MessageLayout,
  schemaMessage,
} from "./ipc-layout.ts";

const MAGIC: Uint8Array = new TextEncoder().encode("ARROW1");
/** The magic padded to 8 bytes. */
export const FILE_START_BYTES = 8;

/** How buffers are compressed. */
export interface BufferCompression {
  /** Its number in the format. */
  readonly type: CompressionType;
  readonly compress: Compress;
}

/** A batch whose place in the file is known but for where it begins. */
export interface LaidOutBatch {
  readonly batch: BatchPlan;
  readonly layout: MessageLayout;
  readonly isDictionary: boolean;
}

/**
 * Writes an Arrow IPC file. Its bytes are allocated once, and columns are written to where they belong: nothing is
 * held twice, unless it is compressed.
 */
export function writeIpcFile(table: TablePlan, compression?: BufferCompression): Uint8Array {
  const messages = [
    ...table.dictionaries.map((dictionary) => layOut(dictionary, compression, dictionary)),
    ...table.batches.map((batch) => layOut(batch, compression)),
  ];
  const schema = schemaMessage(table.schema);
  const blocks: { dictionary: FileBlock[]; batch: FileBlock[] } = { dictionary: [], batch: [] };
  let at = FILE_START_BYTES + schema.byteLength;
  for (const { layout: message, isDictionary } of messages) {
    const block = new FileBlock(message.metadata.byteLength, message.bodyBytes, at);
    blocks[isDictionary ? "dictionary" : "batch"].push(block);
    at += message.metadata.byteLength + message.bodyBytes;
  }
  const tail = fileTail(table.schema, blocks.batch, blocks.dictionary);

  const file = allocate(at + tail.byteLength);
  file.set(MAGIC);
  file.set(schema, FILE_START_BYTES);
  let position = FILE_START_BYTES + schema.byteLength;
  for (const { batch, layout: message } of messages) {
    file.set(message.metadata, position);
    writeBody(batch, message, file, position + message.metadata.byteLength);
    position += message.metadata.byteLength + message.bodyBytes;
  }
  file.set(tail, position);
  return file;
}

function allocate(bytes: number): Uint8Array {
  try {
    return new Uint8Array(bytes);
  } catch (error) {
    throw invalidPayload(`the table needs ${bytes} bytes in one piece; send several`, error);
  }
}

/** What stands behind the last message of a file: end marker, footer, its length, the magic. */
export function fileTail(
  schema: Schema,
  batches: FileBlock[],
  dictionaries: FileBlock[],
): Uint8Array {
  const footer = Footer.encode(new Footer(schema, MetadataVersion.V5, batches, dictionaries));
  const tail = new Uint8Array(8 + footer.byteLength + 4 + MAGIC.byteLength);
  const view = new DataView(tail.buffer);
  view.setUint32(0, 0xffffffff, true);
  tail.set(footer, 8);
  view.setUint32(8 + footer.byteLength, footer.byteLength, true);
  tail.set(MAGIC, 8 + footer.byteLength + 4);
  return tail;
}

/** What a file begins with. */
export function writeFileStart(file: Uint8Array): void {
  file.set(MAGIC);
}

/** Lays out the message of a batch; compresses its buffers where that is asked for. */
export function layOut(
  plan: BatchPlan,
  compression: BufferCompression | undefined,
  dictionary?: DictionaryRole,
): LaidOutBatch {
  const parts = compression
    ? plan.parts.map((part) => compressPart(part, compression.compress))
    : plan.parts;
  const batch = { ...plan, parts };
  const sizes = parts.flatMap((part) => part.sizes);
  return {
    batch,
    layout: layoutBatch(batch, sizes, compression?.type, dictionary),
    isDictionary: dictionary !== undefined,
  };
}

/** A message as bytes of its own. */
export function messageBytes({ batch, layout }: LaidOutBatch): Uint8Array {
  const bytes = allocate(layout.metadata.byteLength + layout.bodyBytes);
  bytes.set(layout.metadata);
  writeBody(batch, layout, bytes, layout.metadata.byteLength);
  return bytes;
}

function writeBody(batch: BatchPlan, { offsets }: MessageLayout, file: Uint8Array, start: number) {
  let buffer = 0;
  for (const part of batch.parts) {
    const targets = part.sizes.map((size) => {
      const begin = start + (offsets[buffer++] ?? 0);
      return file.subarray(begin, begin + size);
    });
    part.write(targets);
  }
}

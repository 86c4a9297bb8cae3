import { type CompressionType, Message, type Schema } from "apache-arrow";
import {
  BodyCompression,
  BufferRegion,
  DictionaryBatch,
  FieldNode,
  RecordBatch,
} from "apache-arrow/ipc/metadata/message";
import type { BatchPlan } from "../plan/table-plan.ts";

/** Buffers begin at multiples of this, so that readers can map them without a copy. */
const ALIGNMENT = 8;
const PREFIX_BYTES = 8;

/** A message whose size is known: its metadata, and where the buffers of its body begin. */
export interface MessageLayout {
  /** Prefix, flatbuffer and padding. */
  readonly metadata: Uint8Array;
  readonly bodyBytes: number;
  /** Where the buffers begin in the body. */
  readonly offsets: readonly number[];
}

/** Which dictionary a batch of values belongs to. */
export interface DictionaryRole {
  readonly id: number;
  readonly isDelta: boolean;
}

/** Lays out the message of a batch whose buffers have these sizes as stored. */
export function layoutBatch(
  batch: BatchPlan,
  sizes: readonly number[],
  compression: CompressionType | undefined,
  dictionary?: DictionaryRole,
): MessageLayout {
  const offsets: number[] = [];
  let bodyBytes = 0;
  for (const size of sizes) {
    offsets.push(bodyBytes);
    bodyBytes = aligned(bodyBytes + size);
  }
  const header = new RecordBatch(
    batch.length,
    batch.nodes.map(({ length, nullCount }) => new FieldNode(length, nullCount)),
    sizes.map((size, index) => new BufferRegion(offsets[index] ?? 0, size)),
    compression === undefined ? null : new BodyCompression(compression),
    [...(batch.variadicCounts ?? [])],
    batch.metadata,
  );
  const message = Message.from(
    dictionary ? new DictionaryBatch(header, dictionary.id, dictionary.isDelta) : header,
    bodyBytes,
  );
  return { metadata: encapsulate(Message.encode(message)), bodyBytes, offsets };
}

/** The message that a stream, and the stream inside a file, begins with. */
export function schemaMessage(schema: Schema): Uint8Array {
  return encapsulate(Message.encode(Message.from(schema)));
}

function aligned(position: number): number {
  return Math.ceil(position / ALIGNMENT) * ALIGNMENT;
}

/** Puts the continuation marker and the length before a flatbuffer, and padding behind it. */
function encapsulate(flatbuffer: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(aligned(PREFIX_BYTES + flatbuffer.byteLength));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xffffffff, true);
  view.setUint32(4, bytes.byteLength - PREFIX_BYTES, true);
  bytes.set(flatbuffer, PREFIX_BYTES);
  return bytes;
}

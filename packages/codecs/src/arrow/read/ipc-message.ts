import { damaged } from "./damaged.ts";
import { type FlatTable, rootTable } from "./flat-table.ts";

/** Kinds of messages in Arrow IPC. */
export type MessageKind = "schema" | "dictionary" | "batch";

/** One message of Arrow IPC: its metadata and the bytes behind it. */
export interface IpcMessage {
  readonly kind: MessageKind;
  /** Metadata version of the format: 3 is V4, 4 is V5. */
  readonly version: number;
  /** The Schema, DictionaryBatch or RecordBatch. */
  readonly header: FlatTable;
  /** The message itself, for its custom metadata. */
  readonly message: FlatTable;
  readonly body: Uint8Array;
  /** First byte of the message, and the one behind its body. */
  readonly start: number;
  readonly end: number;
  /** Bytes from the start to the body. */
  readonly metadataBytes: number;
  /** Whether it begins with the marker that all messages have since version 0.15 of Arrow. */
  readonly hasContinuation: boolean;
}

const CONTINUATION = 0xffffffff;
const KINDS: readonly (MessageKind | undefined)[] = [undefined, "schema", "dictionary", "batch"];

/** Reads the message that starts at a position; undefined where the end marker stands there. */
export function readMessage(bytes: Uint8Array, start: number): IpcMessage | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start + 4 > bytes.byteLength) throw damaged("it is cut off inside a message");
  const hasContinuation = view.getUint32(start, true) === CONTINUATION;
  // Before version 0.15 of Arrow a message began with its length, and a stream ends with 4 zero bytes still.
  const prefixBytes = hasContinuation ? 8 : 4;
  if (start + prefixBytes > bytes.byteLength) throw damaged("it is cut off inside a message");
  const flatBytes = view.getUint32(start + prefixBytes - 4, true);
  if (flatBytes === 0) return undefined;

  const bodyStart = start + prefixBytes + flatBytes;
  if (bodyStart > bytes.byteLength) throw damaged("it is cut off inside a message");
  const message = rootTable(bytes.subarray(start + prefixBytes, bodyStart));
  const version = message.int16(0);
  if (version < 3 || version > 4) throw damaged(`metadata version number ${version} is not read`);
  const kind = KINDS[message.uint8(1)];
  if (kind === undefined) throw damaged(`message type number ${message.uint8(1)} is not read`);
  const end = bodyStart + message.int64(3);
  if (end > bytes.byteLength) throw damaged("it is cut off inside the values of a message");
  return {
    kind,
    version,
    header: message.required(2, "header"),
    message,
    body: bytes.subarray(bodyStart, end),
    start,
    end,
    metadataBytes: prefixBytes + flatBytes,
    hasContinuation,
  };
}

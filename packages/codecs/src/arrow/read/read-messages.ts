import type { MetadataVersion, Schema } from "apache-arrow";
import { decodeError } from "../../errors.ts";
import { isArrowFile, isArrowIpc } from "../is-arrow-ipc.ts";
import { damaged } from "./damaged.ts";
import { rootTable } from "./flat-table.ts";
import { type IpcMessage, readMessage } from "./ipc-message.ts";
import { readSchema } from "./read-schema.ts";

/** Arrow IPC taken apart, no values read yet. */
export interface IpcContent {
  readonly schema: Schema;
  /** Dictionaries and batches, in the order in which they are to be read. */
  readonly messages: readonly IpcMessage[];
}

const MAGIC_BYTES = 6;
const FILE_START = 8;
const BLOCK_INT64S = 3;

/** Takes Arrow IPC apart; file and stream are told apart by how they begin. */
export function readMessages(bytes: Uint8Array): IpcContent {
  if (isArrowFile(bytes)) return readFile(bytes);
  if (isArrowIpc(bytes)) return readStream(bytes);
  throw notArrow(bytes);
}

/** A stream may lack its end marker: it is complete if its last message is. */
function readStream(bytes: Uint8Array): IpcContent {
  let schema: Schema | undefined;
  const messages: IpcMessage[] = [];
  for (let at = 0; at < bytes.byteLength; ) {
    const message = readMessage(bytes, at);
    if (message === undefined) break;
    at = message.end;
    if (schema === undefined) {
      if (message.kind !== "schema") throw damaged(`its first message is a ${message.kind}`);
      schema = readSchema(message.header, message.version);
    } else {
      messages.push(message);
    }
  }
  if (schema === undefined) throw damaged("it has no schema");
  return { schema, messages };
}

function readFile(bytes: Uint8Array): IpcContent {
  const tail = bytes.byteLength - MAGIC_BYTES;
  const footerEnd = tail - 4;
  if (footerEnd < FILE_START || !isArrowFile(bytes.subarray(tail))) throw damaged("it is cut off");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footerBytes = view.getUint32(footerEnd, true);
  if (footerBytes > footerEnd - FILE_START) throw damaged("its footer is longer than itself");

  const footer = rootTable(bytes.subarray(footerEnd - footerBytes, footerEnd));
  const version: MetadataVersion = footer.int16(0);
  const schema = readSchema(footer.required(1, "schema"), version);
  const messages: IpcMessage[] = [];
  let total = 0;
  for (const field of [2, 3]) {
    const blocks = footer.int64s(field, BLOCK_INT64S);
    for (let index = 0; index < blocks.length; index += BLOCK_INT64S) {
      const message = readMessage(bytes, blocks[index] ?? 0);
      if (message === undefined) throw damaged("its footer points to an end marker");
      if (message.kind !== (field === 2 ? "dictionary" : "batch")) {
        throw damaged(`its footer takes a ${message.kind} for something else`);
      }
      total += message.end - message.start;
      if (total > bytes.byteLength) throw damaged("its batches overlap");
      messages.push(message);
    }
  }
  return { schema, messages };
}

function notArrow(bytes: Uint8Array): Error {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 4));
  if (start === "FEA1") {
    return decodeError(
      "Feather V1 is not read; let the sender write Feather V2 (Arrow IPC), the default of pyarrow",
    );
  }
  if (bytes.byteLength < 8) return damaged(`${bytes.byteLength} bytes are none; it is cut off`);
  return damaged("it begins neither as an Arrow IPC file nor as a stream");
}

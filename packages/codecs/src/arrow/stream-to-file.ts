import { FileBlock } from "apache-arrow/ipc/metadata/file";
import { writtenSchema } from "./plan/written-schema.ts";
import type { IpcContent } from "./read/read-messages.ts";
import { schemaMessage } from "./write/ipc-layout.ts";
import { FILE_START_BYTES, fileTail, writeFileStart } from "./write/write-ipc-file.ts";

/**
 * Rewrites a stream as a file: its messages are copied as they are, no value is decoded. Undefined where the file
 * format cannot hold them so: replaced dictionaries, messages of an older version.
 */
export function streamToFile(bytes: Uint8Array, content: IpcContent): Uint8Array | undefined {
  const { messages } = content;
  if (messages.some(({ version }) => version < 4)) return undefined;
  const schema = writtenSchema(content.schema);
  const seen = new Set<number>();
  for (const { kind, header } of messages) {
    if (kind !== "dictionary") continue;
    const id = header.int64(0);
    if (seen.has(id) && !header.bool(2)) return undefined;
    seen.add(id);
  }

  const start = schemaMessage(schema);
  const blocks: { dictionary: FileBlock[]; batch: FileBlock[] } = { dictionary: [], batch: [] };
  let at = FILE_START_BYTES + start.byteLength;
  for (const { kind, start: from, end, metadataBytes } of messages) {
    const block = new FileBlock(metadataBytes, end - from - metadataBytes, at);
    if (kind !== "schema") blocks[kind].push(block);
    at += end - from;
  }
  const tail = fileTail(schema, blocks.batch, blocks.dictionary);
  const file = new Uint8Array(at + tail.byteLength);
  writeFileStart(file);
  file.set(start, FILE_START_BYTES);
  let position = FILE_START_BYTES + start.byteLength;
  for (const { start: from, end } of messages) {
    file.set(bytes.subarray(from, end), position);
    position += end - from;
  }
  file.set(tail, position);
  return file;
}

import { partLoader } from "@natsbridge/schema/base";
import type { Turns } from "../../in-turns.ts";
import { damaged } from "./damaged.ts";
import type { FlatTable } from "./flat-table.ts";
import type { IpcMessage } from "./ipc-message.ts";

const decodeFramePart = partLoader(() => import("../lz4/decode-frame.ts"));
const zstdPart = partLoader(() => import("#zstd"));

/** Decompresses a frame into exactly so many bytes, or throws. Holds the event loop for some milliseconds at a time. */
export type Decompress = (frame: Uint8Array, bytes: number, turns: Turns) => Promise<Uint8Array>;

/** Decompressors by their number in the format. */
export type Decompressors = ReadonlyMap<number, Decompress>;

const LZ4_FRAME = 0;
const ZSTD = 1;

/** Number of the compression of a record batch; undefined where it is not compressed. */
export function codecOf(batch: FlatTable): number | undefined {
  const compression = batch.table(3);
  if (compression === undefined) return undefined;
  const method = compression.uint8(1);
  if (method !== 0) throw damaged(`compression method number ${method} is not read`);
  return compression.uint8(0);
}

/** The record batch in a message: a dictionary carries one too. */
export function batchOf(message: IpcMessage): FlatTable {
  return message.kind === "dictionary"
    ? message.header.required(1, "dictionary values")
    : message.header;
}

/** Loads what the messages need: nothing for most, since most are not compressed. */
export async function loadDecompressors(messages: readonly IpcMessage[]): Promise<Decompressors> {
  const decompressors = new Map<number, Decompress>();
  for (const message of messages) {
    if (message.kind === "schema") continue;
    const codec = codecOf(batchOf(message));
    if (codec === undefined || decompressors.has(codec)) continue;
    if (codec === LZ4_FRAME) {
      const { lz4Steps } = await decodeFramePart();
      decompressors.set(codec, (frame, bytes, turns) => turns.run(lz4Steps(frame, bytes)));
    } else if (codec === ZSTD) {
      decompressors.set(codec, (await zstdPart()).decodeZstd);
    } else {
      throw damaged(`compression number ${codec} is unknown; LZ4 and ZSTD are read`);
    }
  }
  return decompressors;
}

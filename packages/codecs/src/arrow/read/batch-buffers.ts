import type { DecodeBudget } from "../../decode-budget.ts";
import type { Turns } from "../../in-turns.ts";
import { damaged } from "./damaged.ts";
import { batchOf, type Decompress } from "./decompress.ts";
import type { IpcMessage } from "./ipc-message.ts";

/** In place of a length: this buffer was left uncompressed. */
const RAW = -1n;
/** Bytes of the length before a compressed buffer. */
const PREFIX_BYTES = 8;
const MAX_BYTES = 0x7fffffffn;

/** The buffers of a batch as they are stored, each inside its body. */
export function storedBuffers(message: IpcMessage): Uint8Array[] {
  const { body } = message;
  const regions = batchOf(message).int64s(2, 2);
  const buffers: Uint8Array[] = [];
  for (let index = 0; index < regions.length; index += 2) {
    const [offset = 0, length = 0] = regions.slice(index, index + 2);
    if (offset + length > body.byteLength) throw damaged("a buffer lies outside its batch");
    buffers.push(body.subarray(offset, offset + length));
  }
  return buffers;
}

/** Counts what uncompressed buffers show twice: columns may share bytes, but not make gigabytes of them. */
export function countShared(
  buffers: readonly Uint8Array[],
  body: Uint8Array,
  budget: DecodeBudget,
): void {
  const shown = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (shown > body.byteLength) budget.spend(shown - body.byteLength, "columns that share bytes");
}

/**
 * Decompresses the buffers of a batch, one after the other. What they will need is counted before the first is.
 *
 * @throws NatsBridgeError `decode_error` for buffers that overlap, are damaged, or need more than the budget has.
 */
export async function decompressBuffers(
  stored: readonly Uint8Array[],
  decompress: Decompress,
  budget: DecodeBudget,
  turns: Turns,
): Promise<Uint8Array[]> {
  refuseOverlap(stored);
  const sizes = stored.map(claimedBytes);
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  budget.spend(total, "the decompressed columns of a table");
  const buffers: Uint8Array[] = [];
  for (const [index, buffer] of stored.entries()) {
    const size = sizes[index];
    const frame = buffer.subarray(Math.min(PREFIX_BYTES, buffer.byteLength));
    // Arrow Java writes nothing behind a length of 0.
    const isEmpty = size === 0 && frame.byteLength === 0;
    const isPlain = size === undefined || isEmpty;
    buffers.push(isPlain ? frame : await decompress(frame, size, turns));
    if (turns.isOver()) await turns.pass();
  }
  return buffers;
}

/** Bytes that a buffer says it has when it is decompressed; undefined where it is not compressed. */
function claimedBytes(stored: Uint8Array): number | undefined {
  if (stored.byteLength === 0) return undefined;
  if (stored.byteLength < PREFIX_BYTES) throw damaged("a compressed buffer has no length");
  const view = new DataView(stored.buffer, stored.byteOffset, PREFIX_BYTES);
  const claimed = view.getBigInt64(0, true);
  if (claimed === RAW) return undefined;
  if (claimed < 0n || claimed > MAX_BYTES) {
    throw damaged(`a compressed buffer claims ${claimed} bytes`);
  }
  return Number(claimed);
}

/** Many columns of one small buffer would need memory for each. */
function refuseOverlap(buffers: readonly Uint8Array[]): void {
  const inOrder = buffers
    .filter(({ byteLength }) => byteLength > 0)
    .sort((one, other) => one.byteOffset - other.byteOffset);
  let end = 0;
  for (const { byteOffset, byteLength } of inOrder) {
    if (byteOffset < end) throw damaged("compressed buffers of a batch overlap");
    end = byteOffset + byteLength;
  }
}

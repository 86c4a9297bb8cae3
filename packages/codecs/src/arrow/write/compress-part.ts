import type { PlannedPart } from "../plan/column-plan.ts";

/** Compresses bytes into one frame. */
export type Compress = (bytes: Uint8Array) => Uint8Array;

const PREFIX_BYTES = 8;
/** In place of the length: the bytes behind it are not compressed. */
const RAW = -1n;

/** A part with its buffers compressed, each only where that makes it shorter. */
export function compressPart(part: PlannedPart, compress: Compress): PlannedPart {
  const buffers = part.sizes.map((size) => new Uint8Array(size));
  part.write(buffers);
  const stored = buffers.map((buffer) => compressBuffer(buffer, compress));
  return {
    sizes: stored.map(({ byteLength }) => byteLength),
    write: (targets) => {
      for (const [index, bytes] of stored.entries()) targets[index]?.set(bytes);
    },
  };
}

function compressBuffer(buffer: Uint8Array, compress: Compress): Uint8Array {
  if (buffer.byteLength === 0) return buffer;
  const frame = compress(buffer);
  const isShorter = frame.byteLength < buffer.byteLength;
  const content = isShorter ? frame : buffer;
  const stored = new Uint8Array(PREFIX_BYTES + content.byteLength);
  const length = isShorter ? BigInt(buffer.byteLength) : RAW;
  new DataView(stored.buffer).setBigInt64(0, length, true);
  stored.set(content, PREFIX_BYTES);
  return stored;
}

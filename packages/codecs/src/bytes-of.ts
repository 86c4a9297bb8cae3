import { isBlob, isBuffer, isSharedBuffer } from "./what-counts.ts";

/** The bytes of a binary value, without a copy; undefined for anything that is no bytes. */
export async function bytesOf(data: unknown): Promise<Uint8Array | undefined> {
  const view = viewOf(data);
  if (view !== undefined) return view;
  if (isBuffer(data)) return new Uint8Array(data);
  return isBlob(data) ? new Uint8Array(await Blob.prototype.arrayBuffer.call(data)) : undefined;
}

/** The bytes of a view, without a copy; undefined for anything else. */
export function viewOf(data: unknown): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  if (!ArrayBuffer.isView(data)) return undefined;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Bytes that every API takes: those in shared memory are copied out of it, as nobody else may change them. */
export function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return isUnshared(bytes) ? bytes : new Uint8Array(bytes);
}

function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return !isSharedBuffer(bytes.buffer);
}

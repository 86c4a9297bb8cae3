import { isBlob, isBuffer } from "./what-counts.ts";

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

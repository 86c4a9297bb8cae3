/** The bytes of a binary value, without a copy; undefined for anything that is no bytes. */
export async function bytesOf(data: unknown): Promise<Uint8Array | undefined> {
  const view = viewOf(data);
  if (view !== undefined) return view;
  if (isBuffer(data)) return new Uint8Array(data);
  if (isBlob(data)) return new Uint8Array(await data.arrayBuffer());
  return undefined;
}

/** By tag and not by class, so that buffers of other realms (frames, `vm`) count. */
function isBuffer(data: unknown): data is ArrayBuffer {
  const tag = Object.prototype.toString.call(data);
  return tag === "[object ArrayBuffer]" || tag === "[object SharedArrayBuffer]";
}

function isBlob(data: unknown): data is Blob {
  return typeof Blob !== "undefined" && data instanceof Blob;
}

/** The bytes of a view, without a copy; undefined for anything else. */
export function viewOf(data: unknown): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  if (!ArrayBuffer.isView(data)) return undefined;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

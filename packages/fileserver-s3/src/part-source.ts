import type { UploadSource } from "@natsbridge/fileserver";

/** Cuts an upload into parts: of bytes without copying, of a stream by filling one buffer per part. */
export interface PartSource {
  /** The next part, of `size` bytes but for the last; undefined at the end. The first part of an empty upload is empty. */
  next(size: number): Promise<Uint8Array | undefined>;
}

/** Reads `source` in parts. */
export function createPartSource(source: UploadSource, signal: AbortSignal): PartSource {
  return source.bytes === undefined ? partsOfStream(source, signal) : partsOfBytes(source.bytes);
}

function partsOfBytes(bytes: Uint8Array): PartSource {
  let position = 0;
  let isFirst = true;
  return {
    async next(size) {
      if (position === bytes.length && !isFirst) return undefined;
      isFirst = false;
      const part = bytes.subarray(position, position + size);
      position += part.length;
      return part;
    },
  };
}

function partsOfStream(source: UploadSource, signal: AbortSignal): PartSource {
  const reader = source.open({ signal }).getReader();
  const onAbort = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener("abort", onAbort, { once: true });
  let rest: Uint8Array = new Uint8Array(0);
  let isFirst = true;
  let isOver = false;
  return {
    async next(size) {
      const part = new Uint8Array(Math.min(size, source.size ?? size));
      let length = 0;
      while (length < part.length) {
        if (rest.length === 0 && !isOver) {
          const { done, value } = await reader.read();
          signal.throwIfAborted();
          isOver = done;
          rest = value ?? rest;
        }
        if (rest.length === 0) break;
        const piece = rest.subarray(0, part.length - length);
        part.set(piece, length);
        length += piece.length;
        rest = rest.subarray(piece.length);
      }
      if (length === 0 && !isFirst) {
        if (!isOver) await reader.read();
        return undefined;
      }
      isFirst = false;
      return length === part.length ? part : part.subarray(0, length);
    },
  };
}

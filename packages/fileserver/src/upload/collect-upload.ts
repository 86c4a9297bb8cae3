import { throwIfAborted } from "@natsbridge/schema/base";
import type { UploadSource } from "./upload-source.ts";

/** Reads an upload into memory, for stores that cannot stream. Ends with `signal`, also while a stream stalls. */
export async function collectUpload(
  source: UploadSource,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const reader = source.open().getReader();
  const onAbort = () => void reader.cancel(signal?.reason).catch(() => undefined);
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted === true) onAbort();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      throwIfAborted("The upload", signal);
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}

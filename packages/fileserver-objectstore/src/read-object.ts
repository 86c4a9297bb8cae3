import { NatsBridgeError } from "@natsbridge/schema";
import { type DirectMessage, directGet } from "./direct-get.ts";
import type { ObjectInfo } from "./object-info.ts";
import type { ObjectStore } from "./object-store-settings.ts";
import { chunkSubject } from "./subjects.ts";

/** Bytes asked for at once; as many are read ahead. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** A copy that has not caught up yet is asked again. */
const EMPTY_ATTEMPTS = 10;
const EMPTY_DELAY = 100;

/**
 * Reads an object's bytes from `offset` on, chunk by chunk. The next batch is under way while one is being read, and no
 * more than that.
 */
export async function* readObject(
  store: ObjectStore,
  info: ObjectInfo,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  if (offset >= info.size) return;
  const subject = chunkSubject(store.bucket, info.nuid);
  const batch = Math.max(1, Math.floor(BATCH_BYTES / info.options.max_chunk_size));
  const ask = async (sequence: number): Promise<readonly DirectMessage[]> => {
    for (let attempt = 1; ; attempt += 1) {
      const request = { subject, sequence, batch, max_bytes: 2 * BATCH_BYTES, signal };
      const messages = await directGet(store, request);
      if (messages.length > 0 || attempt === EMPTY_ATTEMPTS) return messages;
      await new Promise((resolve) => setTimeout(resolve, EMPTY_DELAY));
    }
  };
  const start = await firstSequence(store, info, offset, signal);
  let position = start.position;
  let next = ask(start.sequence);
  // Whoever stops reading does not wait for what is under way.
  next.catch(() => undefined);
  while (position < info.size) {
    const messages = await next;
    const last = messages.at(-1);
    if (last === undefined) break;
    if (last.pending > 0) {
      next = ask(last.sequence + 1);
      next.catch(() => undefined);
    }
    for (const { data } of messages) {
      const skipped = Math.max(0, offset - position);
      position += data.length;
      if (skipped < data.length) yield skipped === 0 ? data : data.subarray(skipped);
    }
    if (last.pending === 0) break;
  }
  if (position === info.size) return;
  throw new NatsBridgeError({
    code: "link_unreachable",
    message: `object ${info.name.slice(0, 8)}… has ${position} of ${info.size} bytes in the store`,
  });
}

/**
 * Where to begin for an offset. Chunks of several objects lie mixed in the stream, so the chunk that is n places behind the
 * first is at most number n; the server says how many follow it, and so which it is.
 */
async function firstSequence(
  store: ObjectStore,
  info: ObjectInfo,
  offset: number,
  signal: AbortSignal,
): Promise<{ readonly sequence: number; readonly position: number }> {
  const chunk = Math.floor(offset / info.options.max_chunk_size);
  if (chunk === 0) return { sequence: 1, position: 0 };
  const subject = chunkSubject(store.bucket, info.nuid);
  const one = { subject, batch: 1, max_bytes: BATCH_BYTES, signal };
  const [first] = await directGet(store, { ...one, sequence: 1 });
  if (first === undefined) return { sequence: 1, position: 0 };
  const [near] = await directGet(store, { ...one, sequence: first.sequence + chunk });
  const found = near ?? first;
  const index = info.chunks - 1 - found.pending;
  return { sequence: found.sequence, position: index * info.options.max_chunk_size };
}

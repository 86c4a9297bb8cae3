import { NatsBridgeError } from "@natsbridge/schema/base";
import type { DirectMessage } from "./direct-get.ts";
import { getMessages } from "./get-messages.ts";
import type { ObjectInfo } from "./object-info.ts";
import type { ObjectStore } from "./object-store-settings.ts";
import { chunkSubject } from "./subjects.ts";

/** Bytes asked for at once; as many are read ahead. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** A copy that has not caught up yet is asked again. */
const EMPTY_ATTEMPTS = 10;
const EMPTY_DELAY = 100;

/** What of an object is read. */
export interface ObjectPart {
  readonly offset: number;
  /** Bytes from there on. Default: the rest. */
  readonly length?: number;
}

/**
 * Reads an object's bytes from `offset` on, chunk by chunk; the last chunk comes whole. The next batch is under way while
 * one is being read, and no more than that; nothing behind the part is asked for.
 */
export async function* readObject(
  store: ObjectStore,
  info: ObjectInfo,
  { offset, length = info.size - offset }: ObjectPart,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  const end = Math.min(info.size, offset + length);
  if (offset >= end) return;
  const subject = chunkSubject(store.bucket, info.nuid);
  const size = Math.max(1, info.options.max_chunk_size);
  const most = Math.max(1, Math.floor(BATCH_BYTES / size));
  const ask = async (sequence: number, from: number): Promise<readonly DirectMessage[]> => {
    const batch = Math.min(most, Math.ceil((end - from) / size));
    for (let attempt = 1; ; attempt += 1) {
      const request = { subject, sequence, batch, max_bytes: 2 * BATCH_BYTES, signal };
      const messages = await getMessages(store, request);
      if (messages.length > 0 || attempt === EMPTY_ATTEMPTS) return messages;
      await new Promise((resolve) => setTimeout(resolve, EMPTY_DELAY));
    }
  };
  const start = await firstChunk(store, info, offset, signal);
  let position = start.position;
  let next = start.chunk === undefined ? ask(1, 0) : Promise.resolve([start.chunk]);
  while (position < end) {
    // Whoever stops reading does not wait for what is under way.
    next.catch(() => undefined);
    const messages = await next;
    const last = messages.at(-1);
    if (last === undefined) break;
    const after = messages.reduce((sum, { data }) => sum + data.length, position);
    const isMore = after < end && last.pending !== 0;
    if (isMore) next = ask(last.sequence + 1, after);
    next.catch(() => undefined);
    for (const { data } of messages) {
      const skipped = Math.max(0, offset - position);
      position += data.length;
      if (skipped < data.length) yield skipped === 0 ? data : data.subarray(skipped);
    }
    if (!isMore) break;
  }
  if (position >= end && position <= info.size) return;
  throw new NatsBridgeError({
    code: "link_unreachable",
    message: `object ${info.name.slice(0, 8)}… has ${position} of ${info.size} bytes in the store`,
  });
}

/**
 * Where to begin for an offset, and the chunk that lies there. Chunks of several objects lie mixed in the stream, so the
 * chunk that is n places behind the first is at most number n; the server says how many follow it, and so which it is.
 * Where it does not say, reading begins at the first.
 */
async function firstChunk(
  store: ObjectStore,
  info: ObjectInfo,
  offset: number,
  signal: AbortSignal,
): Promise<{ readonly position: number; readonly chunk?: DirectMessage }> {
  const wanted = Math.floor(offset / info.options.max_chunk_size);
  if (wanted === 0) return { position: 0 };
  const subject = chunkSubject(store.bucket, info.nuid);
  const one = { subject, batch: 1, max_bytes: BATCH_BYTES, signal };
  const [first] = await getMessages(store, { ...one, sequence: 1 });
  if (first?.pending === undefined) return { position: 0 };
  const [near] = await getMessages(store, { ...one, sequence: first.sequence + wanted });
  const chunk = near?.pending === undefined ? first : near;
  const index = info.chunks - 1 - (chunk.pending ?? 0);
  return { position: index * info.options.max_chunk_size, chunk };
}

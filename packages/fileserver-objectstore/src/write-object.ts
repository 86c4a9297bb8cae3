import { createHash, randomBytes } from "node:crypto";
import type { UploadSource } from "@natsbridge/fileserver";
import { placeOf, publishMessage } from "@natsbridge/transport";
import { purge } from "./bucket.ts";
import { chunksOf } from "./chunks-of.ts";
import type { ObjectInfo } from "./object-info.ts";
import type { ObjectStore } from "./object-store-settings.ts";
import { chunkSubject, infoSubject } from "./subjects.ts";

/** Bytes on their way to the server at once, per upload. */
const WINDOW = 4 * 1024 * 1024;

/**
 * Stores an object: its chunks, a window of them under way at once, then its info, with which it becomes visible.
 * A failure leaves no chunk behind.
 */
export async function writeObject(
  store: ObjectStore,
  name: string,
  source: UploadSource,
  signal: AbortSignal,
): Promise<ObjectInfo> {
  const { bucket, chunk_size } = store;
  const nuid = randomBytes(11).toString("hex");
  try {
    const { size, chunks, digest } = await writeChunks(store, nuid, source, signal);
    const info: ObjectInfo = {
      name,
      bucket,
      nuid,
      size,
      chunks,
      digest: `SHA-256=${digest}`,
      mtime: new Date().toISOString(),
      deleted: false,
      options: { max_chunk_size: chunk_size },
    };
    await publish(store, infoSubject(bucket, name), JSON.stringify(info), `${nuid}.info`, signal);
    return info;
  } catch (error) {
    await removeChunks(store, nuid).catch(() => undefined);
    throw error;
  }
}

/**
 * The server stores messages in the order in which they come, but purges beside that: chunks that an abort left under
 * way could arrive after the purge. So one last message goes behind them, and is waited for.
 */
async function removeChunks(store: ObjectStore, nuid: string): Promise<void> {
  const subject = chunkSubject(store.bucket, nuid);
  await publish(store, subject, "", `${nuid}.end`).catch(() => undefined);
  await purge(store, subject);
}

async function writeChunks(
  store: ObjectStore,
  nuid: string,
  source: UploadSource,
  signal: AbortSignal,
): Promise<{ readonly size: number; readonly chunks: number; readonly digest: string }> {
  const subject = chunkSubject(store.bucket, nuid);
  const hash = createHash("sha256");
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let size = 0;
  let chunks = 0;
  try {
    for await (const chunk of chunksOf(source.open({ signal }), store.chunk_size)) {
      hash.update(chunk);
      size += chunk.length;
      const sending = publish(store, subject, chunk, `${nuid}.${chunks}`, signal)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
      chunks += 1;
      if (underWay.size * store.chunk_size >= WINDOW) await Promise.race(underWay);
      if (failure !== undefined) break;
    }
  } catch (error) {
    failure ??= { error };
  }
  // Chunks that arrive after the others were removed would stay.
  await Promise.all(underWay);
  if (failure !== undefined) throw failure.error;
  return { size, chunks, digest: `${hash.digest("base64url")}=` };
}

async function publish(
  store: ObjectStore,
  subject: string,
  message: Uint8Array | string,
  msg_id: string,
  signal?: AbortSignal,
): Promise<void> {
  await publishMessage(store.connection, subject, message, msg_id, {
    jetstream: { ...placeOf(store), timeout: store.timeout, retry_for: store.timeout },
    msg_id,
    signal,
  });
}

import { NatsBridgeError } from "@natsbridge/schema/base";
import type { PartSource } from "./part-source.ts";
import { type ObjectUpload, putBytes, wantedChecksum } from "./put-bytes.ts";

const CONCURRENCY = 3;
const MAX_PARTS = 10_000;

/** A part that the service has. */
export interface SentPart {
  readonly etag: string;
  /** In base64, where one was sent. */
  readonly checksum: string | undefined;
}

/** Parts that are with the service, in order, and their length together. */
export interface SentParts {
  readonly parts: readonly SentPart[];
  readonly size: number;
}

/**
 * Sends an object part by part, of which a few are under way at once. `first` are parts that were read already. What the
 * service wants of a part is found out with the first one, which then goes alone: all that was read can be sent again.
 */
export async function sendParts(
  upload: ObjectUpload,
  uploadId: string,
  first: readonly Uint8Array[],
  source: PartSource,
): Promise<SentParts> {
  const { store } = upload;
  const parts: SentPart[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let size = 0;
  const waiting = [...first];
  const nextPart = async (number: number) => {
    try {
      const part = waiting.shift() ?? (await source.next(partSize(store.part_size, number)));
      if (part !== undefined && number > MAX_PARTS)
        throw new NatsBridgeError({
          code: "upload_failed",
          message: `${upload.key} needs more than ${MAX_PARTS} parts: raise part_size`,
          isRetryable: false,
        });
      return part;
    } catch (error) {
      failure ??= { error };
      return undefined;
    }
  };
  for (let number = 1; failure === undefined; number += 1) {
    const part = await nextPart(number);
    if (part === undefined) break;
    const sending = sendPart(upload, part, { partNumber: String(number), uploadId })
      .then((sent) => {
        parts[number - 1] = sent;
        size += part.length;
        // Of a stream, what was read counts.
        if (upload.source.isReopenable) upload.source.report(size);
      })
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
    if (underWay.size >= CONCURRENCY || !store.checksum.isSettled) await Promise.race(underWay);
  }
  // Parts that arrive after the others were removed would stay.
  await Promise.all(underWay);
  if (failure !== undefined) throw failure.error;
  return { parts, size };
}

async function sendPart(
  upload: ObjectUpload,
  bytes: Uint8Array,
  query: Readonly<Record<string, string>>,
): Promise<SentPart> {
  const checksum = await wantedChecksum(upload.store, bytes);
  const { headers } = await putBytes(upload, bytes, checksum, { query });
  return { etag: etagOf(headers, upload.key), checksum };
}

/** The parts are put together by their ETags, which a page sees only where the bucket exposes them. */
function etagOf(headers: Headers, key: string): string {
  const etag = headers.get("etag");
  if (etag !== null) return etag;
  throw new NatsBridgeError({
    code: "upload_failed",
    message: `the answer to a part of ${key} has no ETag; for pages of other origins the CORS rule of the bucket must list it in ExposeHeaders`,
    isRetryable: false,
  });
}

/** Doubles every 1,000 parts: 8 MiB parts make room for 8 TB, which is more than an object may have. */
function partSize(base: number, number: number): number {
  return base * 2 ** Math.floor((number - 1) / 1000);
}

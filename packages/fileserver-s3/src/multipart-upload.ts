import { createUploadSource, type UploadSource } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema";
import { retry } from "@natsbridge/schema/base";
import { judgeObject } from "./judge-object.ts";
import type { PartSource } from "./part-source.ts";
import { removeLateObject, removeParts } from "./remove-remains.ts";
import { s3Request } from "./s3-request.ts";
import type { S3Store } from "./s3-settings.ts";
import { xmlText } from "./s3-xml.ts";

const CONCURRENCY = 3;
const MAX_PARTS = 10_000;

/** What an upload needs to know. */
export interface ObjectUpload {
  readonly store: S3Store;
  readonly key: string;
  readonly source: UploadSource;
  /** Ends all of its requests. */
  readonly signal: AbortSignal;
}

/** Stores one object in one request. */
export async function putObject(upload: ObjectUpload, bytes: Uint8Array): Promise<number> {
  const answer = await putBytes(upload, bytes, {}).catch((error: unknown) =>
    removeLateObject(upload, error),
  );
  upload.source.report(bytes.length);
  return answer.status;
}

/**
 * Stores one object in parts, of which a few are under way at once; each is tried again by itself. Parts grow, because
 * there may be 10,000 of them and the length of a stream need not be known. A failure leaves no parts behind.
 */
export async function putParts(
  upload: ObjectUpload,
  first: readonly Uint8Array[],
  parts: PartSource,
): Promise<number> {
  const { store, key, signal } = upload;
  const created = await s3Request(store, { method: "POST", key, query: { uploads: "" }, signal });
  const uploadId = xmlText(created.text, "UploadId");
  if (uploadId === undefined)
    throw new NatsBridgeError({
      code: "upload_failed",
      message: `the service gave no UploadId for ${key}`,
      isRetryable: false,
    });
  try {
    const { etags, size } = await sendParts(upload, uploadId, first, parts);
    const list = etags.map(
      (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag}</ETag></Part>`,
    );
    return await complete(upload, uploadId, list.join(""), size);
  } catch (error) {
    await removeParts(upload, uploadId);
    throw error;
  }
}

/** Puts the parts together. Only a refusal that is one is taken at its word; else the object itself decides. */
async function complete(
  upload: ObjectUpload,
  uploadId: string,
  parts: string,
  size: number,
): Promise<number> {
  const { store, key, signal } = upload;
  const body = `<CompleteMultipartUpload>${parts}</CompleteMultipartUpload>`;
  const request = { method: "POST", key, query: { uploadId }, body, signal };
  let attempts = 0;
  try {
    return await retry(
      async () => {
        attempts += 1;
        const { status, text } = await s3Request(store, request);
        if (text.includes("CompleteMultipartUploadResult")) return status;
        throw new NatsBridgeError({
          code: "upload_failed",
          message: `the service answered ${status} to the completion of ${key}, without a result`,
        });
      },
      { ...store, signal },
    );
  } catch (error) {
    if (!NatsBridgeError.isInstance(error) || error.code === "aborted") {
      return removeLateObject(upload, error);
    }
    // A repeat finds no upload because the first one, whose answer was lost, had done it.
    const isNone = error.details.status === 404;
    if (!error.isRetryable && attempts === 1 && !isNone) throw error;
    await judgeObject({ store, key, size }, error);
    return 200;
  }
}

async function sendParts(
  upload: ObjectUpload,
  uploadId: string,
  first: readonly Uint8Array[],
  parts: PartSource,
): Promise<{ readonly etags: readonly string[]; readonly size: number }> {
  const etags: string[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let sent = 0;
  const waiting = [...first];
  const nextPart = async (number: number) => {
    try {
      const part = waiting.shift() ?? (await parts.next(partSize(upload.store.part_size, number)));
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
    const sending = putBytes(upload, part, { partNumber: String(number), uploadId })
      .then(({ headers }) => {
        etags[number - 1] = etagOf(headers, upload.key);
        sent += part.length;
        // Of a stream, what was read counts.
        if (upload.source.isReopenable) upload.source.report(sent);
      })
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
    if (underWay.size >= CONCURRENCY) await Promise.race(underWay);
  }
  // Parts that arrive after the others were removed would stay.
  await Promise.all(underWay);
  if (failure !== undefined) throw failure.error;
  return { etags, size: sent };
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

async function putBytes(
  { store, key, signal }: ObjectUpload,
  bytes: Uint8Array,
  query: Readonly<Record<string, string>>,
) {
  return retry(
    () => {
      const body = createUploadSource(bytes, `upload of ${key}`);
      return s3Request(store, { method: "PUT", key, query, body, signal });
    },
    { ...store, signal },
  );
}

import type { SweepOptions, SweepReport } from "@natsbridge/fileserver";
import { s3Request } from "./s3-request.ts";
import type { S3Store } from "./s3-settings.ts";
import { xmlElements, xmlText } from "./s3-xml.ts";

interface ListedObject {
  readonly key: string;
  readonly modified: number;
}

/** Removes old objects under the prefix, and the parts of old uploads that were never completed. */
export async function sweepObjects(store: S3Store, options: SweepOptions): Promise<SweepReport> {
  const limit = Date.now() - options.older_than * 1000;
  const removed: string[] = [];
  let left = 0;
  for await (const { key, modified } of listObjects(store, options.signal)) {
    if (modified > limit || (await options.keep?.(key)) === true) {
      left += 1;
      continue;
    }
    await removeObject(store, key, options.signal);
    removed.push(key);
  }
  await abortOldUploads(store, limit, options.signal);
  return { removed, left };
}

/** Removes an object; one that is gone already is fine. */
export async function removeObject(
  store: S3Store,
  key: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await s3Request(store, { method: "DELETE", key, signal, accept: [404] });
}

async function* listObjects(
  store: S3Store,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListedObject, void> {
  let token: string | undefined;
  do {
    const { text } = await s3Request(store, {
      method: "GET",
      query: {
        "list-type": "2",
        prefix: store.prefix,
        ...(token === undefined ? {} : { "continuation-token": token }),
      },
      signal,
    });
    for (const element of xmlElements(text, "Contents")) {
      const key = xmlText(element, "Key");
      const modified = Date.parse(xmlText(element, "LastModified") ?? "");
      if (key !== undefined && !Number.isNaN(modified)) yield { key, modified };
    }
    token = xmlText(text, "NextContinuationToken");
  } while (token !== undefined && token !== "");
}

async function abortOldUploads(
  store: S3Store,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { text, status } = await s3Request(store, {
    method: "GET",
    query: { uploads: "", prefix: store.prefix },
    signal,
    // Some services cannot list them.
    accept: [400, 404, 405, 501],
  });
  if (status !== 200) return;
  for (const element of xmlElements(text, "Upload")) {
    const key = xmlText(element, "Key");
    const uploadId = xmlText(element, "UploadId");
    const started = Date.parse(xmlText(element, "Initiated") ?? "");
    if (key === undefined || uploadId === undefined || !(started <= limit)) continue;
    await s3Request(store, { method: "DELETE", key, query: { uploadId }, signal, accept: [404] });
  }
}

import {
  answerError,
  createUploadSource,
  encodePathSegment,
  httpRequest,
  isRetryableStatus,
  newStoredName,
  type StoredFile,
  type UploadOptions,
  type UploadSource,
} from "@natsbridge/fileserver";
import { NatsBridgeError, redactLink, redactUrl, retry } from "@natsbridge/schema/base";
import type { HttpStore } from "./http-store-settings.ts";

const CLEANUP_TIMEOUT = 2000;

/** Time for the question whether a file is there after all, in ms. */
const LOOK_TIMEOUT = 10_000;

/** Puts a file under a new name and makes sure that it is there. A failure leaves none. */
export async function putFile(
  store: HttpStore,
  name: string,
  body: Uint8Array | ReadableStream<Uint8Array>,
  options: UploadOptions,
): Promise<StoredFile> {
  const fileid = newStoredName(name);
  const path = encodePathSegment(fileid);
  const url = `${store.base}/${path}`;
  const source = createUploadSource(body, `upload to ${redactUrl(store.base)}`, options);
  try {
    const status = await put(store, url, source, options.signal).catch((error: unknown) =>
      statusAfterAll(store, url, source, error),
    );
    await assertStored(store, url, source, options.signal);
    return { url: `${store.publicBase}/${path}`, uploadid: fileid, fileid, status };
  } catch (error) {
    if (source.loaded > 0) await cleanUp(store, url);
    throw error;
  } finally {
    await source.close();
  }
}

async function put(
  store: HttpStore,
  url: string,
  source: UploadSource,
  signal: AbortSignal | undefined,
): Promise<number> {
  const headers = new Headers({ ...store.headers, "content-type": "application/octet-stream" });
  for (const [name, value] of Object.entries(store.upload_headers ?? {})) headers.set(name, value);
  const answer = await httpRequest(url, {
    ...store,
    method: "PUT",
    what: `PUT ${redactLink(url)}`,
    headers: Object.fromEntries(headers),
    body: source,
    signal,
  });
  if (answer.status === 200 || answer.status === 201 || answer.status === 204) return answer.status;
  throw answerError(answer, `PUT ${redactLink(url)}`);
}

/**
 * The answer was lost, or is a failure that may have come after it was done: then the file itself decides, where the
 * server says its length.
 *
 * @throws NatsBridgeError `error` where it does not stand with all of its bytes.
 */
async function statusAfterAll(
  store: HttpStore,
  url: string,
  source: UploadSource,
  error: unknown,
): Promise<number> {
  const isDoubtful =
    NatsBridgeError.isInstance(error) && error.code !== "aborted" && error.isRetryable;
  if (!isDoubtful || source.fault !== undefined || !source.isRead) throw error;
  const signal = AbortSignal.timeout(LOOK_TIMEOUT);
  const found = await head(store, url, signal).catch(() => undefined);
  if (found?.status === 200 && found.length === source.loaded) return found.status;
  throw error;
}

/** A server that does not let this user ask, or takes no HEAD at all, says nothing about the file. */
const SAYS_NOTHING = new Set([401, 403, 405, 501]);

/**
 * Some servers answer a PUT and keep nothing, or only what arrived before a connection broke. Compared only where the
 * lengths can be compared: that of a compressed form is another.
 */
async function assertStored(
  store: HttpStore,
  url: string,
  source: UploadSource,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { status, length } = await head(store, url, signal);
  if (SAYS_NOTHING.has(status)) return;
  if (status === 200 && (length === undefined || length === source.loaded)) return;
  const found = status === 200 ? `${length} bytes` : `status ${status}`;
  throw new NatsBridgeError({
    code: "upload_failed",
    message: `PUT ${redactLink(url)} was accepted, but HEAD found ${found} instead of ${source.loaded} bytes`,
    isRetryable: true,
    details: { status },
  });
}

/** What a HEAD says; without a length where that is of a compressed form. */
async function head(
  store: HttpStore,
  url: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly length: number | undefined }> {
  const what = `HEAD ${redactLink(url)}`;
  const { status, headers } = await httpRequest(url, { ...store, method: "HEAD", what, signal });
  const encoding = headers.get("content-encoding")?.toLowerCase() ?? "identity";
  const length = encoding === "identity" ? headers.get("content-length") : null;
  return { status, length: length === null ? undefined : Number(length) };
}

/** A server that still holds the broken upload refuses its removal for a moment (423). */
async function cleanUp(store: HttpStore, url: string): Promise<void> {
  const signal = AbortSignal.timeout(CLEANUP_TIMEOUT);
  await retry(
    async () => {
      const answer = await httpRequest(url, {
        ...store,
        method: "DELETE",
        what: `DELETE ${redactLink(url)}`,
        signal,
      });
      if (answer.status === 404 || answer.status < 300) return;
      throw new NatsBridgeError({
        code: "upload_failed",
        message: `DELETE ${redactLink(url)} answered ${answer.status}`,
        isRetryable: answer.status === 423 || isRetryableStatus(answer.status),
      });
    },
    { signal, base_delay: 50 },
  ).catch(() => undefined);
}

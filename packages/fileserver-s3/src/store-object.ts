import {
  createUploadSource,
  newStoredName,
  type StoredFile,
  safeFileName,
  type UploadOptions,
} from "@natsbridge/fileserver";
import { abortedError, messageOf, NatsBridgeError, OVER, redactUrl } from "@natsbridge/schema/base";
import { createPartSource } from "./part-source.ts";
import type { ObjectUpload } from "./put-bytes.ts";
import { putObject } from "./put-object.ts";
import { putParts } from "./put-parts.ts";
import { presign } from "./s3-request.ts";
import { expiresOption, type S3Store } from "./s3-settings.ts";

/** Stores an object under a new key and signs a link for it. A failure leaves nothing. */
export async function storeObject(
  store: S3Store,
  name: string,
  body: Uint8Array | ReadableStream<Uint8Array>,
  options: UploadOptions,
): Promise<StoredFile> {
  const what = `upload to ${redactUrl(store.base)}`;
  const source = createUploadSource(body, what, options);
  const controller = new AbortController();
  const onAbort = () => controller.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", onAbort, { once: true });
  if (options.signal?.aborted === true) onAbort();
  try {
    // Pages on plain HTTP have no Web Crypto, and nothing can be signed.
    if (globalThis.crypto?.subtle === undefined)
      throw new NatsBridgeError({
        code: "unsupported",
        message: `${what}: signing needs Web Crypto, which pages have over https: and on localhost only`,
      });
    const expires = expiresOption("ttl", options.ttl, store.expires);
    const key = newKey(store, name);
    const upload: ObjectUpload = { store, key, source, signal: controller.signal };
    const status = await send(upload);
    const url = await presign(store, key, expires);
    const expires_at = new Date(Date.now() + expires * 1000).toISOString();
    return { url, uploadid: key, fileid: key, status, expires_at };
  } catch (error) {
    throw source.fault ?? typedError(error, what, options.signal);
  } finally {
    options.signal?.removeEventListener("abort", onAbort);
    controller.abort(OVER);
    await source.close();
  }
}

async function send(upload: ObjectUpload): Promise<number> {
  const { store, source, signal } = upload;
  signal.throwIfAborted();
  const parts = createPartSource(source, signal);
  const first = (await parts.next(store.part_size)) ?? new Uint8Array(0);
  const second = await parts.next(store.part_size);
  const put = () =>
    second === undefined ? putObject(upload, first) : putParts(upload, [first, second], parts);
  // Nothing beyond these was read where the service asks for a checksum.
  return put().catch((error: unknown) => {
    if (store.checksum.learn(error)) return put();
    throw error;
  });
}

/** Nobody can guess a key; the name is for people who look into the bucket. */
function newKey(store: S3Store, name: string): string {
  const plain = safeFileName(name)
    .replace(/[^A-Za-z0-9._-]+/g, "_")
    .slice(-100);
  return `${store.prefix}${newStoredName(plain)}`;
}

function typedError(error: unknown, what: string, signal: AbortSignal | undefined): unknown {
  const isAborted = signal?.aborted === true;
  if (NatsBridgeError.isInstance(error) && (error.code === "aborted" || !isAborted)) return error;
  if (isAborted) return abortedError(what, signal);
  const message = `${what}: ${messageOf(error)}`;
  return new NatsBridgeError({ code: "upload_failed", message, cause: error });
}

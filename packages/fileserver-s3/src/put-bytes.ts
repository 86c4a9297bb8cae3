import { createUploadSource, type HttpAnswer, type UploadSource } from "@natsbridge/fileserver";
import { retry } from "@natsbridge/schema/base";
import { s3Request } from "./s3-request.ts";
import type { S3Store } from "./s3-settings.ts";
import { checksumHeaders, checksumOf } from "./upload-checksum.ts";

/** What an upload needs to know. */
export interface ObjectUpload {
  readonly store: S3Store;
  readonly key: string;
  readonly source: UploadSource;
  /** Ends all of its requests. */
  readonly signal: AbortSignal;
}

/** What a request with bytes says besides. */
export interface PutOptions {
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Sends an object or a part of one; tried again by itself. `checksum` is of the bytes, where one is wanted. */
export async function putBytes(
  { store, key, signal }: ObjectUpload,
  bytes: Uint8Array,
  checksum: string | undefined,
  { query, headers }: PutOptions,
): Promise<HttpAnswer> {
  const { kind } = store.checksum;
  const sums = kind && checksum ? checksumHeaders(kind, checksum) : {};
  const request = { method: "PUT", key, query, headers: { ...headers, ...sums }, signal };
  const answer = await retry(
    () => s3Request(store, { ...request, body: createUploadSource(bytes, `upload of ${key}`) }),
    { ...store, signal },
  );
  store.checksum.settle();
  return answer;
}

/** The checksum that the bytes are sent with; undefined for none. */
export async function wantedChecksum(
  { checksum }: S3Store,
  bytes: Uint8Array,
): Promise<string | undefined> {
  return checksum.kind && checksumOf(checksum.kind, bytes);
}

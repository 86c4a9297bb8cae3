import {
  createUploadSource,
  type Download,
  type DownloadOptions,
  encodePathSegment,
  httpDownload,
  newStoredName,
  pathBelow,
  type StoredFile,
  type SweepableFileServer,
  storedNameOf,
  type UploadOptions,
} from "@natsbridge/fileserver";
import { baseUrl, NatsBridgeError, redactLink } from "@natsbridge/schema/base";
import { ensureBucket, findObject, removeObject } from "./bucket.ts";
import { linkTransfer } from "./link-transfer.ts";
import { objectBody } from "./object-body.ts";
import {
  type ObjectStore,
  type ObjectStoreFileServerSettings,
  resolveObjectStore,
} from "./object-store-settings.ts";
import { sweepBucket } from "./sweep-bucket.ts";
import { writeObject } from "./write-object.ts";

/**
 * The JetStream Object Store as a file server, so that a site with NATS needs no other. Links lead to an HTTP gateway
 * (`createObjectStoreGateway`), which any peer reads by a plain GET; this store itself reads its own links over NATS.
 *
 * The bucket is made at the first upload. Needs nats-server 2.11.
 *
 * @throws NatsBridgeError `invalid_config` naming the setting.
 */
export function createObjectStoreFileServer(
  settings: ObjectStoreFileServerSettings,
): SweepableFileServer {
  const store = resolveObjectStore(settings);
  const base = `${baseUrl("gateway_url", settings.gateway_url)}/${store.bucket}`;
  let bucket: Promise<void> | undefined;
  return {
    name: "objectstore",
    capabilities: { range: true, ttl: false, remove: true, streaming: true, crossOrigin: true },
    origins: [new URL(base).origin],
    owns: (url) => objectName(base, url) !== undefined,

    async upload(name, body, options = {}) {
      bucket ??= ensureBucket(store);
      try {
        return await upload(store, base, bucket, name, body, options);
      } catch (error) {
        // The next upload looks for it again.
        bucket = undefined;
        throw error;
      }
    },

    async download(url, options = {}) {
      const name = objectName(base, url);
      return name === undefined ? httpDownload(url, options) : download(store, url, name, options);
    },

    async remove({ url }) {
      // Objects that other clients put into the bucket are read, and stay.
      const name = storedNameOf(url, base) && objectName(base, url);
      if (name === undefined)
        throw new NatsBridgeError({
          code: "unsupported",
          message: `${redactLink(url)} is not an object under ${base}`,
        });
      const info = await findObject(store, name);
      if (info !== undefined) await removeObject(store, info);
    },

    sweep: (options) => sweepBucket(store, options),
  };
}

async function upload(
  store: ObjectStore,
  base: string,
  bucket: Promise<void>,
  name: string,
  body: Uint8Array | ReadableStream<Uint8Array>,
  options: UploadOptions,
): Promise<StoredFile> {
  const what = `upload to the object store ${store.bucket}`;
  const source = createUploadSource(body, what, options);
  const transfer = linkTransfer(what, options.signal);
  try {
    transfer.signal.throwIfAborted();
    await bucket;
    const fileid = newStoredName(name);
    const info = await writeObject(store, fileid, source, transfer.signal);
    const url = `${base}/${encodePathSegment(fileid)}`;
    const lifetime = store.max_age * 1000;
    return {
      url,
      uploadid: info.nuid,
      fileid,
      status: 200,
      ...(lifetime === 0 ? {} : { expires_at: new Date(Date.now() + lifetime).toISOString() }),
    };
  } catch (error) {
    throw source.fault ?? transfer.asError(error, "upload_failed");
  } finally {
    transfer.release();
    await source.close();
  }
}

async function download(
  store: ObjectStore,
  url: string,
  name: string,
  options: DownloadOptions,
): Promise<Download> {
  const what = `object ${redactLink(url)}`;
  const transfer = linkTransfer(what, options.signal);
  try {
    transfer.signal.throwIfAborted();
    const info = await findObject(store, name);
    if (info === undefined)
      throw new NatsBridgeError({
        code: "link_gone",
        message: `${what} is not in the object store ${store.bucket}`,
      });
    const etag = `"${info.nuid}"`;
    const isSame = options.etag === undefined || options.etag === etag;
    const wanted = options.offset ?? 0;
    const offset = isSame && wanted <= info.size ? wanted : 0;
    const body = objectBody(store, info, { offset, transfer, onProgress: options.onProgress });
    return { body, offset, size: info.size, etag };
  } catch (error) {
    transfer.release();
    throw transfer.asError(error, "link_unreachable");
  }
}

/** The object that a link of this store leads to; undefined for any other link. */
function objectName(base: string, url: string): string | undefined {
  const name = pathBelow(url, base) ?? "";
  if (!/^[^/]+$/.test(name) || URL.parse(url)?.search !== "") return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

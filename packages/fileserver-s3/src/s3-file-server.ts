import { httpDownload, linkOrigin, type SweepableFileServer } from "@natsbridge/fileserver";
import { NatsBridgeError, redactUrl } from "@natsbridge/schema";
import { resolveS3Store, type S3FileServerSettings, type S3Store } from "./s3-settings.ts";
import { storeObject } from "./store-object.ts";
import { removeObject, sweepObjects } from "./sweep-objects.ts";

/**
 * An S3-compatible service as a file server. What goes into messages is a presigned GET link, so that peers in any
 * language read it without credentials, until it expires; the object itself stays until `remove`, `sweep` or a
 * lifecycle rule of the bucket removes it.
 *
 * Small payloads are one request, big ones a multipart upload with a few parts in memory; each part is tried again by
 * itself.
 *
 * @throws NatsBridgeError `invalid_config` naming the setting.
 */
export function createS3FileServer(settings: S3FileServerSettings): SweepableFileServer {
  const store = resolveS3Store(settings);
  const { fetch, headers, ownOrigins, crossOrigin = false } = store;
  return {
    name: "s3",
    capabilities: { range: true, ttl: true, remove: true, streaming: true, crossOrigin },
    origins: [linkOrigin(store.publicBase, "public_endpoint")],
    upload: (name, body, options = {}) => storeObject(store, name, body, options),
    download(url, options = {}) {
      const isOurs = URL.canParse(url) && ownOrigins.includes(new URL(url).origin);
      return httpDownload(url, { ...options, fetch, ...(isOurs ? { headers } : {}) });
    },
    remove: async ({ url }, options = {}) => removeObject(store, keyOf(store, url), options.signal),
    sweep: (options) => sweepObjects(store, options),
  };
}

function keyOf({ publicBase, prefix }: S3Store, url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  const key = path.startsWith(`${publicBase}/`) ? path.slice(publicBase.length + 1) : "";
  if (/^[A-Za-z0-9._/-]+$/.test(key) && !/(^|\/)\.{1,2}(\/|$)/.test(key) && key.startsWith(prefix))
    return key;
  throw new NatsBridgeError({
    code: "unsupported",
    message: `${redactUrl(url)} is not an object of this store under ${publicBase}/${prefix}`,
  });
}

import {
  httpDownload,
  linkOrigin,
  type SweepableFileServer,
  storedNameOf,
} from "@natsbridge/fileserver";
import { NatsBridgeError, redactLink } from "@natsbridge/schema/base";
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
  const { fetch, headers, crossOrigin = false } = store;
  return {
    name: "s3",
    capabilities: { range: true, ttl: true, remove: true, streaming: true, crossOrigin },
    origins: [linkOrigin(store.publicBase, "public_endpoint")],
    owns: (url) => ownKey(store, url) !== undefined,
    upload: (name, body, options = {}) => storeObject(store, name, body, options),
    download(url, options = {}) {
      const isOurs = ownKey(store, url) !== undefined;
      return httpDownload(url, { ...options, fetch, ...(isOurs ? { headers } : {}) });
    },
    remove: async ({ url }, options = {}) => removeObject(store, keyOf(store, url), options.signal),
    sweep: (options) => sweepObjects(store, options),
  };
}

function keyOf(store: S3Store, url: string): string {
  const key = ownKey(store, url);
  if (key !== undefined) return key;
  throw new NatsBridgeError({
    code: "unsupported",
    message: `${redactLink(url)} is not an object that this store put under ${store.publicBase}/${store.prefix}`,
  });
}

/** The key that a link leads to, where a store of this bucket and prefix put the object there. */
function ownKey({ base, publicBase, prefix }: S3Store, url: string): string | undefined {
  const key = storedNameOf(url, publicBase, prefix) ?? storedNameOf(url, base, prefix);
  return key !== undefined && /^[A-Za-z0-9._/-]+$/.test(key) ? key : undefined;
}

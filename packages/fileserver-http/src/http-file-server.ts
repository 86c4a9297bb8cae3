import {
  answerError,
  type FileServer,
  httpDownload,
  httpRequest,
  linkOrigin,
} from "@natsbridge/fileserver";
import { NatsBridgeError, redactUrl } from "@natsbridge/schema";
import {
  type HttpFileServerSettings,
  type HttpStore,
  resolveHttpStore,
} from "./http-store-settings.ts";
import { putFile } from "./put-file.ts";

/**
 * Any server that takes PUT, GET, HEAD and DELETE as a file server: WebDAV, nginx, Apache, Caddy, an artifact store.
 *
 * Files have no time to live: without `remove` after the ack, clean the folder from outside.
 * Headers, such as credentials, are sent to the origins of `url` and `public_url` only.
 *
 * @throws NatsBridgeError `invalid_config` naming the setting.
 */
export function createHttpFileServer(settings: HttpFileServerSettings): FileServer {
  const store = resolveHttpStore(settings);
  const { fetch, headers, origins, range = true, crossOrigin = false, removable = true } = store;
  const server: FileServer = {
    name: "http",
    capabilities: { range, ttl: false, remove: removable, streaming: true, crossOrigin },
    origins,
    upload: (name, body, options = {}) => putFile(store, name, body, options),
    download: (url, options = {}) =>
      httpDownload(url, { ...options, fetch, ...(isOurs(url, origins) ? { headers } : {}) }),
  };
  if (!removable) return server;
  return {
    ...server,
    async remove({ url }, options = {}) {
      const target = writableUrl(store, url);
      const answer = await httpRequest(target, {
        ...store,
        method: "DELETE",
        signal: options.signal,
      });
      const isGone = answer.status === 404 || answer.status === 410;
      if (isGone || (answer.status >= 200 && answer.status < 300)) return;
      throw answerError(answer, `DELETE ${redactUrl(target)}`);
    },
  };
}

function isOurs(url: string, origins: readonly string[]): boolean {
  try {
    return origins.includes(linkOrigin(url, "link"));
  } catch {
    return false;
  }
}

/** The address of a published link as this store writes to it; only files directly in its folder are its own. */
function writableUrl({ base, publicBase }: HttpStore, url: string): string {
  const prefix = `${publicBase}/`;
  const path = url.startsWith(prefix) ? url.slice(prefix.length) : "";
  if (/^[\w.~%-]+$/.test(path) && !/^\.{1,2}$/.test(path)) return `${base}/${path}`;
  throw new NatsBridgeError({
    code: "unsupported",
    message: `${redactUrl(url)} is not a file in ${redactUrl(publicBase)}`,
  });
}

import {
  answerError,
  type FileServer,
  httpDownload,
  httpRequest,
  storedNameOf,
} from "@natsbridge/fileserver";
import { NatsBridgeError, redactLink, redactUrl } from "@natsbridge/schema/base";
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
 * Headers, such as credentials, are sent with links of files that a store of this folder put there, and no others.
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
    owns: (url) => ownPath(store, url) !== undefined,
    upload: (name, body, options = {}) => putFile(store, name, body, options),
    download: (url, options = {}) =>
      httpDownload(url, {
        ...options,
        fetch,
        ...(ownPath(store, url) === undefined ? {} : { headers }),
      }),
  };
  if (!removable) return server;
  return {
    ...server,
    async remove({ url }, options = {}) {
      const target = writableUrl(store, url);
      const answer = await httpRequest(target, {
        ...store,
        method: "DELETE",
        what: `DELETE ${redactLink(target)}`,
        signal: options.signal,
      });
      const isGone = answer.status === 404 || answer.status === 410;
      if (isGone || (answer.status >= 200 && answer.status < 300)) return;
      throw answerError(answer, `DELETE ${redactLink(target)}`);
    },
  };
}

/** The address of a published link as this store writes to it; only files that it put there are its own. */
function writableUrl(store: HttpStore, url: string): string {
  const path = ownPath(store, url);
  if (path !== undefined) return `${store.base}/${path}`;
  throw new NatsBridgeError({
    code: "unsupported",
    message: `${redactLink(url)} is not a file of this store in ${redactUrl(store.publicBase)}`,
  });
}

/** Readers and writers may see the folder at two addresses. */
function ownPath({ base, publicBase }: HttpStore, url: string): string | undefined {
  if (URL.parse(url)?.search !== "") return undefined;
  return storedNameOf(url, publicBase) ?? storedNameOf(url, base);
}

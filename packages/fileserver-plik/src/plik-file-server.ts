import {
  type FileServer,
  httpDownload,
  httpRequest,
  isPlikLink,
  type StoredFile,
} from "@natsbridge/fileserver";
import { NatsBridgeError, redactLink } from "@natsbridge/schema/base";
import { plikError, plikFault } from "./plik-error.ts";
import { type PlikSettings, resolvePlikSettings } from "./plik-settings.ts";
import { removeUpload, storeOnPlik } from "./plik-upload-session.ts";

/**
 * Plik as a file server.
 *
 * - Files can be read by anyone who has the link, as often as they like, until their time to live is over; `oneShot`,
 *   `login` and `password` change that.
 * - `remove` works for files stored through this very object, and for any link of an upload that was `removable`.
 * - An upload of bytes is started anew once when the connection breaks before the server has answered.
 *
 * @throws NatsBridgeError `invalid_config` naming the setting.
 */
export function createPlikFileServer(settings: PlikSettings): FileServer {
  const plik = resolvePlikSettings(settings);
  // Tokens stay off the StoredFile, which may be logged or sent.
  const tokens = new WeakMap<object, string>();
  return {
    name: "plik",
    capabilities: { range: false, ttl: true, remove: true, streaming: true, crossOrigin: false },
    origins: [plik.origin],
    owns: (url) => isPlikLink(url, plik.base),

    async upload(name, body, options = {}) {
      const { file, token } = await storeOnPlik(plik, name, body, options);
      tokens.set(file, token);
      return file;
    },

    download(url, options = {}) {
      const { fetch, headers } = plik;
      return httpDownload(url, {
        ...options,
        fetch,
        ...(isPlikLink(url, plik.base) ? { headers } : {}),
      });
    },

    async remove(file, options = {}) {
      if (!isPlikLink(file.url, plik.base))
        throw new NatsBridgeError({
          code: "unsupported",
          message: `${redactLink(file.url)} is not a file of ${plik.base}`,
        });
      const token = tokens.get(file);
      const isStored = (value: object): value is StoredFile => "uploadid" in value;
      const answer =
        token !== undefined && isStored(file)
          ? await removeUpload(plik, file.uploadid, token, options)
          : await httpRequest(file.url, {
              ...plik,
              method: "DELETE",
              what: `DELETE ${redactLink(file.url)}`,
              signal: options.signal,
            });
      const { status } = plikFault(answer);
      if (status === 200 || status === 404) return;
      const error = plikError(answer, `DELETE ${redactLink(file.url)}`);
      if (status !== 403) throw error;
      throw new NatsBridgeError({
        code: "permission_denied",
        message: `${error.message}. Only its uploader may remove it, unless it was uploaded as removable`,
        details: { status },
      });
    },
  };
}

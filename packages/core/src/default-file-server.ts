import type { FileServer } from "@natsbridge/fileserver";
import { createPlikFileServer, plikOneshotUpload, plikUpload } from "@natsbridge/fileserver-plik";
import type { FileserverUploadHandler } from "./handlers.ts";

export { plikOneshotUpload, plikUpload };

/**
 * The store behind `fileserver_url` when none is given: Plik.
 * Our own Plik handlers count as the default too, so that their uploads can be undone; undefined for a foreign handler.
 */
export function defaultFileServer(
  url: string,
  handler: FileserverUploadHandler | undefined,
): FileServer | undefined {
  if (handler === undefined || handler === plikUpload) return createPlikFileServer({ url });
  if (handler === plikOneshotUpload) return createPlikFileServer({ url, oneShot: true });
  return undefined;
}

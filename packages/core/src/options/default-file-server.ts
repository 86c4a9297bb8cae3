import type { FileServer } from "@natsbridge/fileserver";
import { partLoader } from "@natsbridge/schema/base";
import type { FileserverUploadHandler } from "./handlers.ts";

/** Loaded with the first upload: who only reads, or has a store of another kind, does without. */
const plikPart = partLoader(() => import("@natsbridge/fileserver-plik"));

/**
 * Stores `data` on a Plik server so that it can be read many times, and lives as long as the server's default.
 *
 * @throws NatsBridgeError `upload_failed`, `invalid_config`.
 */
export const plikUpload: FileserverUploadHandler = async (fileserver_url, dataname, data) =>
  (await plikPart()).plikUpload(fileserver_url, dataname, data);

/**
 * Stores `data` on a Plik server so that it can be read once: the file is gone as soon as a download starts, also when
 * that download breaks.
 *
 * @throws NatsBridgeError `upload_failed`, `invalid_config`.
 */
export const plikOneshotUpload: FileserverUploadHandler = async (fileserver_url, dataname, data) =>
  (await plikPart()).plikOneshotUpload(fileserver_url, dataname, data);

/**
 * The store behind `fileserver_url` when none is given: Plik.
 * Our own Plik handlers count as the default too, so that their uploads can be undone; undefined for a foreign handler.
 */
export async function defaultFileServer(
  url: string,
  handler: FileserverUploadHandler | undefined,
): Promise<FileServer | undefined> {
  const plik = await plikPart();
  const isOneHandler = (...own: FileserverUploadHandler[]) => own.some((each) => each === handler);
  if (handler === undefined || isOneHandler(plikUpload, plik.plikUpload)) {
    return plik.createPlikFileServer({ url });
  }
  if (isOneHandler(plikOneshotUpload, plik.plikOneshotUpload)) {
    return plik.createPlikFileServer({ url, oneShot: true });
  }
  return undefined;
}

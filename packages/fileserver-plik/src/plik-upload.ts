import type { StoredFile } from "@natsbridge/fileserver";
import { createPlikFileServer } from "./plik-file-server.ts";

/**
 * Stores `data` on a Plik server so that it can be read many times, and lives as long as the server's default.
 * An upload handler for `smartsend`.
 * @throws NatsBridgeError `upload_failed`, `invalid_config`.
 */
export function plikUpload(
  fileserver_url: string,
  dataname: string,
  data: Uint8Array,
): Promise<StoredFile> {
  return createPlikFileServer({ url: fileserver_url }).upload(dataname, data);
}

/**
 * Stores `data` on a Plik server so that it can be read once: the file is gone as soon as a download starts, also when
 * that download breaks. The upload handler of the original API.
 * @throws NatsBridgeError `upload_failed`, `invalid_config`.
 */
export function plikOneshotUpload(
  fileserver_url: string,
  dataname: string,
  data: Uint8Array,
): Promise<StoredFile> {
  return createPlikFileServer({ url: fileserver_url, oneShot: true }).upload(dataname, data);
}

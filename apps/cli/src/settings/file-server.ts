import type { FileServer } from "@natsbridge/fileserver";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { DEFAULT_FILESERVER_URL } from "@natsbridge/schema";
import type { StoreOptions } from "./store-options.ts";

/** The store of the options; Plik where they name none. */
export function fileServerOf({ fileserver, fileserver_url }: StoreOptions): FileServer {
  return fileserver ?? createPlikFileServer({ url: fileserver_url ?? DEFAULT_FILESERVER_URL });
}

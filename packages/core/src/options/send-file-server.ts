import type { FileServer } from "@natsbridge/fileserver";
import { functionOption, invalidConfig, isGiven } from "@natsbridge/schema/base";
import { defaultFileServer } from "./default-file-server.ts";
import { handlerFileServer } from "./handler-file-server.ts";
import type { FileserverUploadHandler } from "./handlers.ts";
import { fileserverUrl } from "./locations.ts";
import type { SmartSendOptions } from "./send-options.ts";

/** The store for links: `fileserver`, else the handler, else Plik at `fileserver_url`. Made when it is first needed. */
export function sendFileServer(options: SmartSendOptions): () => Promise<FileServer> {
  const { fileserver } = options;
  if (isGiven(fileserver)) {
    if (typeof fileserver.upload !== "function") {
      throw invalidConfig("fileserver", "a FileServer", fileserver);
    }
    return async () => fileserver;
  }
  const handler = functionOption("fileserver_upload_handler", options.fileserver_upload_handler);
  const url = fileserverUrl(options.fileserver_url);
  let made: Promise<FileServer> | undefined;
  return () => {
    made ??= makeFileServer(url, handler);
    return made;
  };
}

async function makeFileServer(
  url: string,
  handler: FileserverUploadHandler | undefined,
): Promise<FileServer> {
  const made = await defaultFileServer(url, handler);
  if (made !== undefined) return made;
  if (handler !== undefined) return handlerFileServer(url, handler);
  throw invalidConfig("fileserver_upload_handler", "a function", handler);
}

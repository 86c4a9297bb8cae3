import type { Download, FileServer, StoredFile } from "@natsbridge/fileserver";
import { NatsBridgeError, untilAborted } from "@natsbridge/schema/base";
import type { FileserverUploadHandler } from "./handlers.ts";

/** Makes a store of the caller's upload handler: it takes whole payloads, and cannot remove them. */
export function handlerFileServer(url: string, handler: FileserverUploadHandler): FileServer {
  return {
    name: "fileserver_upload_handler",
    capabilities: { range: false, ttl: false, remove: false, streaming: false, crossOrigin: false },
    upload: (name, body, { signal } = {}) =>
      untilAborted(
        "The upload",
        async () => storedFile(await handler(url, name, await collect(body))),
        signal,
      ),
    download: async (): Promise<Download> => {
      throw new NatsBridgeError({
        code: "unsupported",
        message: "An upload handler cannot download; pass a fileserver_download_handler",
      });
    },
  };
}

function storedFile(result: Partial<StoredFile> | null | undefined): StoredFile {
  const { status = 200, uploadid = "", fileid = "", url = "" } = result ?? {};
  if (status >= 200 && status < 300) return { status, uploadid, fileid, url };
  throw new NatsBridgeError({
    code: "upload_failed",
    message: `fileserver_upload_handler answered status ${status}`,
    details: { status },
  });
}

async function collect(body: Uint8Array | ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return body instanceof Uint8Array ? body : new Response(body as BodyInit).bytes();
}

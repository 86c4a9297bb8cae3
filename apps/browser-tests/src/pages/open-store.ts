import type { FileServer } from "@natsbridge/fileserver";
import { createHttpFileServer, type HttpFileServerSettings } from "@natsbridge/fileserver-http";
import { createS3FileServer, type S3FileServerSettings } from "@natsbridge/fileserver-s3";

/** Settings of a store as they can be told to a page. */
export type StoreSettings =
  | ({ readonly kind: "http" } & Omit<HttpFileServerSettings, "fetch">)
  | ({ readonly kind: "s3" } & Omit<S3FileServerSettings, "fetch">);

/** The same store in a page and in Node. */
export function openStore(access: StoreSettings): FileServer {
  if (access.kind === "http") {
    const { kind: _kind, ...settings } = access;
    return createHttpFileServer(settings);
  }
  const { kind: _kind, ...settings } = access;
  return createS3FileServer(settings);
}

import { createObjectStoreGateway } from "@natsbridge/fileserver-objectstore";
import { startNginx, startRcloneS3 } from "testkit";
import type { StoreDeclaration } from "./store.ts";

/** The stores besides the one that speaks Plik's API, which the matrix uses. */
export const STORES: readonly StoreDeclaration[] = [
  {
    name: "S3",
    async start() {
      const { url, bucket, access_key_id, secret_access_key, close } = await startRcloneS3();
      const settings = { endpoint: url, bucket, access_key_id, secret_access_key };
      return { access: { kind: "s3", settings }, origin: url, [Symbol.asyncDispose]: close };
    },
  },
  {
    name: "WebDAV",
    async start() {
      const { url, close } = await startNginx("add_header Access-Control-Allow-Origin *;");
      const settings = { url, crossOrigin: true };
      return { access: { kind: "http", settings }, origin: url, [Symbol.asyncDispose]: close };
    },
  },
  {
    name: "Object Store",
    async start({ usual }) {
      const bucket = "conformance";
      const { url, close } = await createObjectStoreGateway({
        connection: usual.connection,
        bucket,
      });
      const settings = { gateway_url: url, bucket };
      return {
        access: { kind: "objectstore", settings },
        origin: url,
        [Symbol.asyncDispose]: close,
      };
    },
  },
];

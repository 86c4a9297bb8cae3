import type { NATSBridge, SmartSendOptions } from "@natsbridge/core";
import { createHttpFileServer, type HttpFileServerSettings } from "@natsbridge/fileserver-http";
import {
  createObjectStoreFileServer,
  type ObjectStoreFileServerSettings,
} from "@natsbridge/fileserver-objectstore";
import { createS3FileServer, type S3FileServerSettings } from "@natsbridge/fileserver-s3";
import type { StoreAccess } from "../stores/store.ts";
import { BadJob } from "./job.ts";

export type FileServer = NonNullable<SmartSendOptions["fileserver"]>;

/** The client of a store that a job names; one made of NATS uses the connection of the bridge. */
export function fileServerFor(
  { kind, settings }: StoreAccess,
  { connection }: NATSBridge,
): FileServer {
  const given: object = settings;
  switch (kind) {
    case "s3":
      return createS3FileServer(given as S3FileServerSettings);
    case "http":
      return createHttpFileServer(given as HttpFileServerSettings);
    case "objectstore":
      return createObjectStoreFileServer({
        ...(given as ObjectStoreFileServerSettings),
        connection,
      });
    default:
      throw new BadJob(`unknown store ${JSON.stringify(kind)}`);
  }
}

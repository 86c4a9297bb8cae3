import type { SmartSendOptions } from "@natsbridge/core";
import { createHttpFileServer, type HttpFileServerSettings } from "@natsbridge/fileserver-http";
import type { StoreAccess } from "../stores/store.ts";
import { BadJob } from "./job.ts";

type FileServer = NonNullable<SmartSendOptions["fileserver"]>;

/** The client of a store that a job names. */
export function fileServerFor({ kind, settings }: StoreAccess): FileServer {
  if (kind === "http") return createHttpFileServer(settings as object as HttpFileServerSettings);
  throw new BadJob(`unknown store ${JSON.stringify(kind)}`);
}

import { join, resolve } from "node:path";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { isFreePort } from "./free-port.ts";

const USUAL_PORT = 8080;

/** Starts the embedded file server, on the usual port where it is free. Pages of `origins` may upload to it. */
export async function startFiles(
  data: string | undefined,
  freePorts: boolean,
  origins: readonly string[],
): Promise<LocalFileServer> {
  const isUsual = !freePorts && (await isFreePort(USUAL_PORT));
  return createLocalFileServer({
    ...(origins.length > 0 && { cors: origins }),
    port: isUsual ? USUAL_PORT : 0,
    ...(data !== undefined && { directory: resolve(join(data, "files")) }),
  });
}

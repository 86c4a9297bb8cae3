import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type HttpListener, listenHttp } from "@natsbridge/fileserver/serve";
import { isGiven, messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import { DiskSpace } from "./disk-space.ts";
import { handleRequest } from "./handle-request.ts";
import { type LocalFileServerSettings, resolveLocalSettings } from "./local-settings.ts";
import { UploadDirectory } from "./upload-directory.ts";

/** A running file server. */
export interface LocalFileServer extends AsyncDisposable {
  /** Address for `fileserver_url`, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Where the files are. */
  readonly directory: string;
  /** Removes expired files now; gives the number of uploads removed. It also happens by itself. */
  sweep(): Promise<number>;
  /** Stops; what is under way is cut off, and leaves no half file. Removes the directory if it was a temporary one. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP file server in this process that answers as Plik does, so that every NATSBridge peer can use it:
 * files on disk, streamed both ways, with Range, ETag and CORS. For one machine: development and small sites.
 *
 * A file is visible only when it is complete, also when the process is killed. Expired files are removed.
 *
 * @throws NatsBridgeError `invalid_config` naming the setting; `connection_failed` when the port cannot be had.
 */
export async function createLocalFileServer(
  settings: LocalFileServerSettings = {},
): Promise<LocalFileServer> {
  const resolved = resolveLocalSettings(settings);
  const isTemporary = !isGiven(settings.directory);
  const directory = isTemporary
    ? await mkdtemp(join(tmpdir(), "natsbridge-files-"))
    : resolve(settings.directory ?? "");
  const cleanUp = async () => {
    if (isTemporary) await rm(directory, { recursive: true, force: true });
  };
  const uploads = new UploadDirectory(directory);
  const space = new DiskSpace(resolved.maxTotalBytes, () => uploads.countBytes());
  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const answer = handleRequest({ request, response, settings: resolved, uploads, space });
    underWay.add(answer);
    void answer.finally(() => underWay.delete(answer));
  });
  let listener: HttpListener;
  try {
    await openDirectory(uploads, directory);
    await uploads.sweep(Date.now());
    const { host, port } = resolved;
    listener = await listenHttp(server, { host, port, what: "the file server" });
  } catch (error) {
    await cleanUp();
    throw error;
  }
  const sweep = async () => {
    const removed = await uploads.sweep(Date.now());
    space.changed();
    return removed;
  };
  const sweeping = setInterval(() => {
    void sweep().catch(() => undefined);
  }, resolved.sweepInterval);
  sweeping.unref();

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      clearInterval(sweeping);
      await listener.close();
      await Promise.all(underWay);
      await cleanUp();
    })();
    return closing;
  };
  const { url, port } = listener;
  return {
    url,
    port,
    directory,
    sweep,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function openDirectory(uploads: UploadDirectory, directory: string): Promise<void> {
  try {
    await uploads.open();
  } catch (error) {
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `directory ${directory} cannot be used: ${messageOf(error)}`,
      cause: error,
    });
  }
}

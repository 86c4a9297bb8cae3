import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { startNginx, startVersityGateway } from "testkit";
import type { StoreSettings } from "../pages/open-store.ts";
import { putCorsRule } from "./put-cors-rule.ts";
import { readmeBlock } from "./readme-block.ts";

/** A real server that lets pages of one origin use it, as its README says. */
export interface RunningStore extends AsyncDisposable {
  readonly port: number;
  readonly settings: StoreSettings;
  /** The same server without CORS headers. */
  readonly closed: StoreSettings;
  /** The same server for somebody who may not write. */
  readonly refusing: StoreSettings;
  /** The same store, whose links are read at another address. */
  readAt(url: string): StoreSettings;
  /** Paths of the files that it keeps, parts of unfinished uploads too. */
  files(): Promise<readonly string[]>;
}

const README_ORIGIN = "https://app.example.org";

/** nginx with the lines of the README for CORS. */
export async function startHttpStore(pageOrigin: string): Promise<RunningStore> {
  const cors = readmeBlock("fileserver-http", "Access-Control-Allow-Origin").replace(
    README_ORIGIN,
    pageOrigin,
  );
  await using started = new AsyncDisposableStack();
  const server = started.use(
    await startNginx(`limit_except GET OPTIONS { allow 127.0.0.1; deny all; }\n${cors}`),
  );
  const closed = started.use(await startNginx());
  const refusing = started.use(await startNginx(`limit_except GET OPTIONS { deny all; }\n${cors}`));
  const settings = {
    kind: "http",
    url: server.url,
    headers: { authorization: "Bearer page" },
    crossOrigin: true,
  } as const;
  const all = started.move();
  return {
    port: server.port,
    settings,
    closed: { kind: "http", url: closed.url },
    refusing: { ...settings, url: refusing.url },
    readAt: (url) => ({ ...settings, public_url: url }),
    files: () => filesIn(join(server.directory, "data")),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Versity's gateway with the rule of the README for CORS. */
export async function startS3Store(pageOrigin: string): Promise<RunningStore> {
  await using started = new AsyncDisposableStack();
  const server = started.use(await startVersityGateway());
  const rule = readmeBlock("fileserver-s3", "AllowedOrigins").replace(README_ORIGIN, pageOrigin);
  await putCorsRule(server, rule);
  await mkdir(join(server.directory, "data", "closed"));
  const { bucket, access_key_id, secret_access_key } = server;
  const settings = {
    kind: "s3",
    endpoint: server.url,
    bucket,
    access_key_id,
    secret_access_key,
    part_size: 5 * 1024 * 1024,
    crossOrigin: true,
  } as const;
  const all = started.move();
  return {
    port: server.port,
    settings,
    closed: { ...settings, bucket: "closed" },
    refusing: { ...settings, secret_access_key: "wrong" },
    readAt: (url) => ({ ...settings, public_endpoint: url }),
    files: () => filesIn(join(server.directory, "data", bucket)),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

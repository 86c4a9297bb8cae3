import { closeSync, openSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { smartreceive, smartsend } from "@natsbridge/core";
import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import {
  createObjectStoreFileServer,
  createObjectStoreGateway,
} from "@natsbridge/fileserver-objectstore";
import { findNatsServer } from "@natsbridge/nats-server";
import { connect } from "@natsbridge/transport";
import type { Attack } from "./attack.ts";
import { codeOf, direct, message } from "./messages.ts";

/** The status of a request with any Host and Origin, which `fetch` does not allow. */
function status(
  port: number,
  method: string,
  path: string,
  headers: object = {},
  agent: Agent | false = false,
): Promise<number> {
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, method, path, headers: { ...headers }, agent };
    const asked = request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", () => resolve(0));
    asked.end();
  });
}

async function inFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), "natsbridge-hostile-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Uploads some text; gives its link. */
async function upload(fileserver_url: string, dataname = "a.txt"): Promise<string> {
  const options = { fileserver_url, size_threshold: 1, is_publish: false };
  const [env] = await smartsend("s", [[dataname, "text", "text"]], options);
  return env.payloads[0]?.data ?? "";
}

/** File servers, the files they hold and those that are saved. */
export const FILE_ATTACKS: readonly Attack[] = [
  {
    name: "log of an upload, whose link is a key",
    expected: "logged, without the path of the link",
    async run() {
      await using server = await createLocalFileServer();
      const lines: string[] = [];
      const log = (line: string, fields?: object) =>
        void lines.push(line, JSON.stringify(fields ?? {}));
      const logger = { debug: log, info: log, warn: log, error: log };
      const options = { fileserver_url: server.url, size_threshold: 1, is_publish: false, logger };
      const [env, json] = await smartsend("s", [["a.txt", "text", "text"]], options);
      await smartreceive(json, { fileserver_url: server.url, logger });
      const { pathname } = new URL(env.payloads[0]?.data ?? "");
      const said = lines.join("\n");
      if (!said.includes("a.txt")) return "no word of it";
      const keys = pathname.split("/").slice(2, 4);
      return keys.some((key) => said.includes(key))
        ? "the link is told"
        : "logged, without the path of the link";
    },
  },
  {
    name: "file server that may open no more files",
    expected: "200 503 200",
    open_files: 200,
    async run() {
      await using server = await createLocalFileServer();
      const { pathname } = new URL(await upload(server.url));
      // One connection for all: another could not be opened either.
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const read = () => status(server.port, "GET", pathname, { "user-agent": "curl/8" }, agent);
      const statuses = [await read()];
      const held: number[] = [];
      try {
        for (;;) held.push(openSync("/dev/null", "r"));
      } catch {
        // Now nothing else can be opened.
      }
      statuses.push(await read());
      for (const file of held) closeSync(file);
      statuses.push(await read());
      agent.destroy();
      return statuses.join(" ");
    },
  },
  {
    name: "name of 200 kB of spaces for an upload",
    expected: "uploaded",
    block_ms: 500,
    async run({ http }) {
      await using server = await createLocalFileServer();
      await upload(server.url, `x${" ".repeat(200_000)}x`);
      const dav = createHttpFileServer({ url: `${http}/small/x/` });
      await dav.upload(`x${" .".repeat(100_000)}x`, new Uint8Array(1));
      return "uploaded";
    },
  },
  {
    name: "first byte of a file of 8 MB in the Object Store",
    expected: "206, under 1 MB from the server",
    async run({ nats }) {
      const connection = await connect({ servers: nats });
      const bucket = "hostile";
      await using gateway = await createObjectStoreGateway({ connection, bucket });
      const store = createObjectStoreFileServer({ connection, bucket, gateway_url: gateway.url });
      const { url } = await store.upload("a", new Uint8Array(8_000_000));
      const pulledBytes = () => connection.stats?.().inBytes ?? Number.NaN;
      const before = pulledBytes();
      const answer = await fetch(url, { headers: { range: "bytes=0-0" } });
      await answer.bytes();
      const pulled = pulledBytes() - before;
      await connection.close();
      return `${answer.status}, ${pulled < 1_000_000 ? "under 1 MB" : pulled} from the server`;
    },
  },
  {
    name: "web page that uploads to this machine",
    expected: "403 403 403",
    async run() {
      await using server = await createLocalFileServer();
      const evil = { origin: "https://evil.example.org" };
      const statuses = await Promise.all([
        status(server.port, "POST", "/upload", evil),
        status(server.port, "DELETE", "/upload/aaaaaaaaaaaaaaaa", evil),
        status(server.port, "GET", "/health", { host: "rebound.example" }),
      ]);
      return statuses.join(" ");
    },
  },
  {
    name: "nats-server in the cache that is somebody else's",
    expected: "unsupported, never run",
    run: () =>
      inFolder(async (folder) => {
        const ran = join(folder, "ran");
        const bin = join(folder, "natsbridge");
        await mkdir(bin);
        const path = join(bin, "nats-server-2.15.1");
        await writeFile(path, `#!/bin/sh\ntouch ${ran}; echo nats-server: v2.15.1\n`);
        await chmod(path, 0o755);
        const env = { PATH: join(folder, "empty"), XDG_CACHE_HOME: folder, HOME: folder };
        const came = await codeOf(findNatsServer({ env }));
        return `${came}, ${await stat(ran).then(
          () => "run",
          () => "never run",
        )}`;
      }),
  },
  {
    name: "file that only its owner may read, replaced",
    expected: "600 hi",
    run: () =>
      inFolder(async (folder) => {
        const path = join(folder, "file");
        await writeFile(path, "before");
        await chmod(path, 0o600);
        const { payloads } = await smartreceive(message([direct()]), { lazy: true });
        await payloads[0]?.[1].saveTo(path);
        const mode = ((await stat(path)).mode & 0o777).toString(8);
        return `${mode} ${await readFile(path, "utf8")}`;
      }),
  },
];

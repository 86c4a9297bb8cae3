import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { type ChildServer, type S3Server, startRcloneS3, startRcloneWebdav } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeBlocks, repository } from "./pasted/code-blocks.ts";
import { readersParts } from "./pasted/readers-parts.ts";

/** It needs a package of somebody else, and a proxy: it is compiled. */
const compiled = ["packages/fileserver/README.md 3"];

let files: LocalFileServer;
let s3: S3Server;
let dav: ChildServer;
let folder: string;

beforeAll(async () => {
  files = await createLocalFileServer({});
  [s3, dav] = await Promise.all([startRcloneS3(), startRcloneWebdav()]);
  folder = await mkdtemp(join(tmpdir(), "natsbridge-pasted-"));
  await mkdir(join(folder, "node_modules/@natsbridge"), { recursive: true });
  for (const name of await readdir(join(repository, "packages"))) {
    const link = name === "natsbridge" ? name : `@natsbridge/${name}`;
    await symlink(join(repository, "packages", name), join(folder, "node_modules", link));
  }
});

afterAll(async () => {
  await Promise.all([files?.close(), s3?.close(), dav?.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** The servers here, in place of those of a reader. */
function addressed(code: string, nats: NatsServer): string {
  return code
    .replaceAll(/nats:\/\/(user:password@)?localhost:4222/g, nats.url)
    .replaceAll("https://plik.example.org", files.url)
    .replaceAll(/https:\/\/(dav\.example\.org\/payloads|files\.example)/g, dav.url)
    .replaceAll(/https:\/\/s3\.(eu-central-1\.amazonaws\.com|example)/g, s3.url)
    .replaceAll("port: 8081", "port: 0")
    .replaceAll("replicas: 3", "replicas: 1");
}

const blocks = codeBlocks();

test("each program of the documentation is run or compiled", () => {
  const run = Object.entries(readersParts).flatMap(([name, { next }]) => [name, next ?? []].flat());
  expect([...run, ...compiled].toSorted()).toEqual([...blocks.keys()].toSorted());
});

test.each(Object.entries(readersParts))("%s", async (name, part) => {
  const { before = "", next = "", after = "", prints, listens } = part;
  await using nats = await startNatsServer({ jetstream: true });
  const code = [name, next].map((each) => addressed(blocks.get(each) ?? "", nats)).join("\n");
  const isModule = !code.includes("require(");
  const file = join(folder, `${name.replaceAll(/\W/g, "-")}.${isModule ? "mts" : "cjs"}`);
  await writeFile(file, `${before}\n${code}\n${after}`);
  const env = {
    ...process.env,
    NATS_URL: nats.url,
    FILESERVER_URL: files.url,
    DAV_URL: dav.url,
    AWS_ACCESS_KEY_ID: s3.access_key_id,
    AWS_SECRET_ACCESS_KEY: s3.secret_access_key,
  };
  const program = spawn(process.execPath, ["--conditions=@natsbridge/source", file], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    // One that hangs must not outlive its test.
    timeout: 100_000,
  });
  const closed = once(program, "close");
  const errors = text(program.stderr);
  const lines: string[] = [];
  for await (const line of createInterface({ input: program.stdout })) {
    lines.push(line);
    if (listens === true && lines.length === prints?.length) program.kill();
  }
  const [status, signal] = await closed;
  expect(await errors).toBe("");
  const expected = prints?.map((line) =>
    typeof line === "string" ? line : expect.stringMatching(line),
  );
  expect(lines).toEqual(expected ?? lines);
  expect([status, signal]).toEqual(listens === true ? [null, "SIGTERM"] : [0, null]);
});

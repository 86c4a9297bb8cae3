import { execFile } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import { inspect, promisify } from "node:util";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { redactLink } from "@natsbridge/schema";
import { faultServer, type Listening, listen, rejectedError, startConnectProxy } from "testkit";
import { expect, test } from "vitest";
import { httpDownload } from "../download/http-download.ts";
import type { Download } from "../store/file-server.ts";

const TEXT = "hello ".repeat(20_000);
const BODY = Buffer.from(TEXT);

async function readAll(download: Download): Promise<Uint8Array[]> {
  return Array.fromAsync(download.body);
}

async function serve(answer: RequestListener): Promise<Listening & { connections: () => number }> {
  let connections = 0;
  const server = createServer(answer).on("connection", () => {
    connections += 1;
  });
  return { ...(await listen(server)), connections: () => connections };
}

test.each([
  ["gzip", gzipSync(BODY)],
  ["X-GZIP", gzipSync(BODY)],
  ["deflate", deflateSync(BODY)],
  ["br", brotliCompressSync(BODY)],
  ["identity", BODY],
])("a body that comes as %s, asked for or not, is read", async (encoding, body) => {
  await using server = await faultServer([
    { kind: "answer", body, headers: { "content-encoding": encoding } },
  ]);
  const chunks = await readAll(await httpDownload(server.url));
  expect(Buffer.concat(chunks).toString()).toBe(TEXT);
});

test("a compressed body that is broken is no end", async () => {
  const body = gzipSync(BODY).subarray(0, 60);
  await using server = await faultServer([
    { kind: "answer", body, headers: { "content-encoding": "gzip" } },
  ]);
  const error = await rejectedError(readAll(await httpDownload(server.url)));
  expect(error).toMatchObject({ code: "link_unreachable", isRetryable: true });
  expect(error.message).toContain("unexpected end of file");
});

test("chunks are plain Uint8Arrays with memory of their own", async () => {
  await using server = await serve((_request, response) => {
    for (let piece = 0; piece < 20; piece += 1) response.write(BODY.subarray(0, 5000));
    response.end(BODY);
  });
  const chunks = await readAll(await httpDownload(`http://127.0.0.1:${server.port}/`));
  expect(Buffer.concat(chunks).length).toBe(BODY.length + 100_000);
  expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(chunks.length);
  for (const chunk of chunks) {
    expect(Object.getPrototypeOf(chunk)).toBe(Uint8Array.prototype);
    expect(chunk.buffer.byteLength).toBe(chunk.byteLength);
  }
});

test("a status that no Response can have is told", async () => {
  await using server = await faultServer([{ kind: "answer", status: 999, body: "no robots" }]);
  const error = await rejectedError(httpDownload(server.url));
  expect(error).toMatchObject({ code: "link_unreachable", details: { status: 999 } });
  expect(error.message).toBe(`${redactLink(server.url)} answered 999: no robots`);
});

test("a 407 that is no proxy's is the link's own affair", async () => {
  await using server = await faultServer([{ kind: "answer", status: 407, body: "mine" }]);
  const error = await rejectedError(httpDownload(server.url));
  expect(error).toMatchObject({ code: "link_refused", details: { status: 407 } });
});

test("an answer without a body is an empty file", async () => {
  await using server = await serve((_request, response) => response.writeHead(200).end());
  expect(await readAll(await httpDownload(`http://127.0.0.1:${server.port}/`))).toEqual([]);
});

test("the connection of a file that was read is used again, that of one given up is closed", async () => {
  await using server = await serve((_request, response) => response.end(BODY));
  const url = `http://127.0.0.1:${server.port}/`;
  await readAll(await httpDownload(url));
  await readAll(await httpDownload(url));
  expect(server.connections()).toBe(1);
  const given = await httpDownload(url);
  await given.body.cancel();
  await readAll(await httpDownload(url));
  expect(server.connections()).toBe(2);
});

test("a body that breaks before it is read says so when it is, and holds no secrets", async () => {
  const cut = { kind: "file", body: BODY, cut: 3 } as const;
  await using server = await faultServer([cut, cut]);
  const url = `${server.url}/x?signature=s3cret`;
  const headers = { authorization: "s3cret" };
  const download = await httpDownload(url, { headers });
  // Whatever breaks has broken when a second connection has come and gone.
  await rejectedError(readAll(await httpDownload(url, { headers })));
  const error = await rejectedError(readAll(download));
  expect(error).toMatchObject({ code: "link_unreachable", isRetryable: true });
  expect(error.message).toMatch(
    /connection broke after \d of 120000 bytes: aborted \(ECONNRESET\)$/,
  );
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("s3cret");
});

/** Runs a program that has `httpDownload` and a `url` in a process of its own; gives what it prints. */
async function runElsewhere(
  program: string,
  url: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const module = JSON.stringify(new URL("../download/http-download.ts", import.meta.url).href);
  const preamble = `const { httpDownload } = await import(${module}); const [, url] = process.argv;`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@natsbridge/source", "--input-type=module", "--eval", preamble + program, url],
    { env: { ...process.env, ...environment }, timeout: 15_000 },
  );
  return stdout.trim();
}

test("a download that was forgotten keeps no process alive, one that is waited for does", async () => {
  await using server = await faultServer([
    { kind: "broken-body", body: BODY.subarray(0, 100), announced: 1000, ending: "stall" },
    { kind: "drip", body: BODY, chunk: 40_000, interval: 50 },
  ]);
  const forgotten = `
    const reader = (await httpDownload(url)).body.getReader();
    console.log((await reader.read()).value.length > 0);
  `;
  expect(await runElsewhere(forgotten, server.url)).toBe("true");
  const awaited =
    "console.log((await Array.fromAsync((await httpDownload(url)).body)).length > 1);";
  expect(await runElsewhere(awaited, server.url)).toBe("true");
});

test("goes through the proxy that the environment names, and tells of wrong credentials", async () => {
  await using server = await serve((_request, response) => response.end("here"));
  await using proxy = await startConnectProxy({ user: "me", password: "s3cret" });
  const secure = "https://files.example.org/x";
  const plain = `http://files.example.org:${server.port}/x`;
  const through = (credentials: string) => {
    const uri = proxy.url.replace("//", `//${credentials}@`);
    return { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: uri, HTTP_PROXY: uri };
  };
  const read = `
    try {
      console.log(await new Response((await httpDownload(url)).body).text());
    } catch (error) {
      console.log(error.code, error.message);
    }
  `;
  expect(await runElsewhere(read, plain, through("me:s3cret"))).toBe("here");
  expect(proxy.forwarded).toEqual([plain]);
  for (const url of [plain, secure]) {
    const said = await runElsewhere(read, url, through("me:wr0ng"));
    expect(said).toMatch(/^invalid_config .*407.*The proxy wants a user and a password/);
    expect(said).not.toContain("wr0ng");
  }
  expect(proxy.refused).toBe(2);
});

test("10,000 reads of one download hang no listener on its socket", async () => {
  const warnings: string[] = [];
  const keep = ({ name }: Error) => warnings.push(name);
  process.on("warning", keep);
  // Small on the way, so that the connection is closed long before all is read.
  const packed = gzipSync(Buffer.alloc(10_000 * 16_384));
  await using server = await serve((_request, response) => {
    response.writeHead(200, { connection: "close", "content-encoding": "gzip" }).end(packed);
  });
  const { body } = await httpDownload(`http://127.0.0.1:${server.port}/`);
  let reads = 0;
  for await (const _chunk of body) reads += 1;
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", keep);
  expect(reads).toBeGreaterThanOrEqual(10_000);
  expect(warnings).toEqual([]);
});

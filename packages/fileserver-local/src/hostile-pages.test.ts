import { readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { rejectedError } from "testkit";
import { expect, test } from "vitest";
import { createLocalFileServer, type LocalFileServer } from "./local-file-server.ts";

const EVIL = "https://evil.example.org";
const APP = "https://app.example.org";

/** A request with any Host and Origin, which `fetch` does not allow. */
function ask(
  { port }: LocalFileServer,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = "",
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ port, method, path, headers, host: "127.0.0.1" }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (piece) => {
        text += piece;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const uploads = async (server: LocalFileServer) =>
  (await readdir(join(server.directory, "uploads"))).length;

const form = (content: string) =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n${content}\r\n--b--\r\n`;

async function add(server: LocalFileServer, content: string, headers: Record<string, string> = {}) {
  const created = await ask(server, "POST", "/upload", {}, "{}");
  const { id, uploadToken } = JSON.parse(created.text);
  return ask(
    server,
    "POST",
    `/file/${id}`,
    { "x-uploadtoken": uploadToken, "content-type": "multipart/form-data; boundary=b", ...headers },
    form(content),
  );
}

test("by default every page may read and none may write", async () => {
  await using server = await createLocalFileServer();
  for (const origin of [EVIL, "null", `http://127.0.0.1:${server.port + 1}`, "http://localhost"]) {
    const answer = await ask(server, "POST", "/upload", { origin }, "{}");
    expect(answer.status).toBe(403);
    const gone = await ask(server, "DELETE", "/upload/aaaaaaaaaaaaaaaa", { origin });
    expect(gone.status).toBe(403);
  }
  expect((await ask(server, "POST", "/upload", { "sec-fetch-site": "cross-site" })).status).toBe(
    403,
  );
  expect(await uploads(server)).toBe(0);
  const read = await ask(server, "GET", "/health", { origin: EVIL });
  expect(read).toMatchObject({ status: 200, headers: { "access-control-allow-origin": "*" } });
  const preflight = await ask(server, "OPTIONS", "/upload", {
    origin: EVIL,
    "access-control-request-method": "POST",
  });
  expect(preflight.headers["access-control-allow-methods"]).toBe("GET, HEAD");
  // Who is no page, and the server's own pages.
  expect((await ask(server, "POST", "/upload", {}, "{}")).status).toBe(200);
  const own = { origin: `http://127.0.0.1:${server.port}` };
  expect((await ask(server, "POST", "/upload", own, "{}")).status).toBe(200);
});

test("a page that may not write has not written a byte of a file", async () => {
  await using server = await createLocalFileServer({ cors: false });
  expect((await add(server, "x".repeat(10_000), { origin: EVIL })).status).toBe(403);
  expect(await readdir(join(server.directory, "partial"))).toEqual([]);
});

test("a list lets those pages do both, and no others read", async () => {
  await using server = await createLocalFileServer({ cors: [APP] });
  const app = await ask(server, "POST", "/upload", { origin: APP }, "{}");
  expect(app).toMatchObject({ status: 200, headers: { "access-control-allow-origin": APP } });
  expect((await ask(server, "POST", "/upload", { origin: EVIL }, "{}")).status).toBe(403);
  const read = await ask(server, "GET", "/health", { origin: EVIL });
  expect(read.headers["access-control-allow-origin"]).toBeUndefined();
  expect(read.headers.vary).toBe("Origin");
});

test("true lets every page do both, false none", async () => {
  await using open = await createLocalFileServer({ cors: true });
  expect((await ask(open, "POST", "/upload", { origin: EVIL }, "{}")).status).toBe(200);
  await using closed = await createLocalFileServer({ cors: false });
  const read = await ask(closed, "GET", "/health", { origin: EVIL });
  expect(read.headers["access-control-allow-origin"]).toBeUndefined();
  expect((await ask(closed, "POST", "/upload", { origin: EVIL }, "{}")).status).toBe(403);
});

test("a name that was made to lead here is not served", async () => {
  await using server = await createLocalFileServer();
  const rebound = { host: "rebound.example", origin: "http://rebound.example" };
  for (const [method, path] of [
    ["GET", "/health"],
    ["POST", "/upload"],
    ["OPTIONS", "/upload"],
  ] as const) {
    expect((await ask(server, method, path, rebound)).status).toBe(403);
  }
  for (const host of ["localhost", "127.0.0.1", `[::1]:${server.port}`, "LOCALHOST:1"])
    expect((await ask(server, "GET", "/health", { host })).status).toBe(200);
});

test("hosts names what else it is asked under", async () => {
  await using server = await createLocalFileServer({ hosts: ["Files.example.org"] });
  const at = (host: string) => ask(server, "GET", "/health", { host });
  expect((await at("files.example.org:8080")).status).toBe(200);
  expect((await at("other.example.org")).status).toBe(403);
});

test("maxTotalBytes is 507, counts what was removed no more, and holds for uploads at once", async () => {
  await using server = await createLocalFileServer({ maxTotalBytes: 100_000 });
  const first = await add(server, "x".repeat(60_000));
  expect(first.status).toBe(200);
  expect((await add(server, "x".repeat(60_000))).status).toBe(507);
  expect(await readdir(join(server.directory, "partial"))).toEqual([]);
  const at = await Promise.all(Array.from({ length: 4 }, () => add(server, "x".repeat(30_000))));
  expect(at.map(({ status }) => status).sort()).toEqual([200, 507, 507, 507]);
  for (const id of await readdir(join(server.directory, "uploads"))) {
    const { readFile } = await import("node:fs/promises");
    const record = await readFile(join(server.directory, "uploads", id, "upload.json"), "utf8");
    const { token } = JSON.parse(record);
    await ask(server, "DELETE", `/upload/${id}`, { "x-uploadtoken": token });
  }
  expect((await add(server, "x".repeat(60_000))).status).toBe(200);
});

test("no more files per upload than the server says", async () => {
  await using server = await createLocalFileServer();
  const created = await ask(server, "POST", "/upload", {}, "{}");
  const { id, uploadToken } = JSON.parse(created.text);
  const { writeFile } = await import("node:fs/promises");
  const directory = join(server.directory, "uploads", id);
  for (let n = 0; n < 999; n++)
    await writeFile(join(directory, `${String(n).padStart(16, "0")}.json`), "{}");
  const headers = {
    "x-uploadtoken": uploadToken,
    "content-type": "multipart/form-data; boundary=b",
  };
  const addOne = () => ask(server, "POST", `/file/${id}`, headers, form("x"));
  expect((await addOne()).status).toBe(200);
  const refused = await addOne();
  expect(refused.status).toBe(400);
  expect(refused.text).toContain("limit is 1000");
  expect((await readdir(directory)).filter((name) => name.endsWith(".bin"))).toHaveLength(1);
});

test.each([
  [{ cors: "yes" }, "cors"],
  [{ cors: ["app.example.org"] }, "cors"],
  [{ cors: ["https://app.example.org/path"] }, "cors"],
  [{ hosts: "files.example.org" }, "hosts"],
  [{ maxTotalBytes: 0 }, "maxTotalBytes"],
])("settings %j are invalid_config", async (settings, name) => {
  const error = await rejectedError(createLocalFileServer(settings as object));
  expect(error.code).toBe("invalid_config");
  expect(error.message).toContain(name);
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkState } from "./link-state.ts";

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  if (request.url === "/gone") response.writeHead(404).end();
  else if (request.url === "/once") response.writeHead(200, { "content-length": "5" }).end();
  else response.writeHead(200, { "content-length": "5", "accept-ranges": "bytes" }).end();
});
let files: string;
const { signal } = new AbortController();

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  files = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

const look = (data: string, metadata = {}, size = 5, allowed: string[] = []) =>
  linkState(
    {
      id: "",
      dataname: "a",
      payload_type: "binary",
      transport: "link",
      encoding: "none",
      size,
      data,
      metadata,
    },
    { files, allowed },
    signal,
  );

test("a link is asked about by HEAD, which takes nothing", async () => {
  asked.length = 0;
  expect(await look(`${files}a`)).toEqual({ kind: "alive", text: "There", hasPieces: true });
  expect(await look(`${files}once`)).toMatchObject({ kind: "alive", hasPieces: false });
  expect((await look(`${files}once`)).text).toContain("one reading only");
  expect(await look(`${files}gone`)).toMatchObject({ kind: "gone" });
  expect(await look(`${files}a`, {}, 6)).toMatchObject({ kind: "unknown" });
  expect(new Set(asked.map((each) => each.slice(0, 4)))).toEqual(new Set(["HEAD"]));
});

test("what has expired, by the message or by its signature, is gone, and nobody is asked", async () => {
  asked.length = 0;
  expect(await look(`${files}a`, { expires_at: "2020-01-01T00:00:00.000Z" })).toMatchObject({
    kind: "gone",
  });
  const signed = `${files}a?X-Amz-Signature=x&X-Amz-Date=20200101T000000Z&X-Amz-Expires=60`;
  expect(await look(signed)).toMatchObject({ kind: "gone" });
  expect(asked).toEqual([]);
});

test("a link to another origin is refused with the origin to allow, and nobody is asked", async () => {
  asked.length = 0;
  const link = `${files.replace("127.0.0.1", "files.invalid")}a`;
  expect(await look(link)).toMatchObject({ kind: "refused", origin: new URL(link).origin });
  expect(await look("javascript:alert(1)")).toMatchObject({ kind: "refused" });
  expect(await look(`${files}b`, {}, 5, [])).toMatchObject({ kind: "alive" });
  expect(asked).toEqual(["HEAD /b"]);
});

test("a server that does not answer leaves it unknown", async () => {
  expect(await look("http://127.0.0.1:9/a", {}, 5, ["http://127.0.0.1:9"])).toMatchObject({
    kind: "unknown",
  });
});

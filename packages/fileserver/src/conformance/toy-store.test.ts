import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { httpDownload } from "../download/http-download.ts";
import type { FileServer } from "../store/file-server.ts";
import { collectUpload } from "../upload/collect-upload.ts";
import { createUploadSource } from "../upload/upload-source.ts";
import { fileServerConformance, runFileServerConformance } from "./index.ts";

const files = new Map<string, Uint8Array>();
const server = createServer((request, response) => {
  const file = files.get(request.url ?? "");
  response.writeHead(file === undefined ? 404 : 200).end(file);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
afterAll(() => server.close());
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** A whole store: files in memory, served by the plain HTTP server above. */
function createToyStore(): FileServer {
  return {
    name: "toy",
    capabilities: { range: false, ttl: false, remove: true, streaming: false, crossOrigin: false },
    origins: [base],
    async upload(_name, body, options = {}) {
      const source = createUploadSource(body, "upload to toy", options);
      try {
        const bytes = await collectUpload(source, options.signal);
        const fileid = crypto.randomUUID();
        files.set(`/${fileid}`, bytes);
        return { url: `${base}/${fileid}`, uploadid: fileid, fileid, status: 200 };
      } finally {
        await source.close();
      }
    },
    download: httpDownload,
    async remove({ url }) {
      files.delete(new URL(url).pathname);
    },
  };
}

describe("a toy store of 30 lines passes", async () => {
  for (const { name, run } of await fileServerConformance(createToyStore)) test(name, run);
});

test("the report names what does not apply", async () => {
  const report = await runFileServerConformance(createToyStore);
  expect(report.failed).toEqual([]);
  expect(report.passed.length).toBe(26);
  expect(report.inapplicable).toEqual([
    "a time to live shows in expires_at",
    "a download goes on where it stopped",
    "a download of another version starts at 0",
    "a page of another origin can read the link",
  ]);
});

const toy = createToyStore();
const FAULTS: readonly (readonly [string, Partial<FileServer>, readonly string[]])[] = [
  [
    "loses the last byte",
    { upload: (name, body, options) => toy.upload(name, cut(body), options) },
    ["1 bytes come back as stored", "any name is taken and chooses no path"],
  ],
  [
    "has one place for each name",
    {
      async upload(name, body, options) {
        const stored = await toy.upload(name, body, options);
        const path = `/${encodeURIComponent(name.toWellFormed())}`;
        files.set(path, files.get(new URL(stored.url).pathname) ?? new Uint8Array(0));
        return { ...stored, url: `${base}${path}` };
      },
    },
    ["ten files of one name, stored at once, are ten files"],
  ],
  [
    "removes nothing",
    { remove: async () => undefined },
    [
      "a removed file is gone, and removing it again is fine",
      "a removable file can be removed by its link",
    ],
  ],
  [
    "throws errors of its own",
    { download: () => Promise.reject(new TypeError("odd")) },
    ["an aborted download ends"],
  ],
  [
    "claims Range",
    { capabilities: { ...toy.capabilities, range: true } },
    ["a download goes on where it stopped"],
  ],
  [
    "ignores abort",
    { upload: (name, body) => toy.upload(name, body) },
    ["an upload aborted before it starts cancels its stream"],
  ],
];

test.each(FAULTS)("a store that %s fails", async (_name, fault, names) => {
  const { failed } = await runFileServerConformance(() => ({ ...toy, ...fault }), {
    timeout: 500,
  });
  const failedNames = failed.map(({ name }) => name);
  for (const name of names) expect(failedNames).toContain(name);
});

function cut<Body extends Uint8Array | ReadableStream<Uint8Array>>(body: Body): Body {
  return body instanceof Uint8Array ? (body.subarray(0, -1) as Body) : body;
}

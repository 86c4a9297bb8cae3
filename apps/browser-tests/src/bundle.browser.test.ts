import { beforeAll, describe, expect, test } from "vitest";
import { buildPages } from "./harness/build-pages.ts";
import { type ChunkGraph, chunkGraph, gzipSize } from "./harness/chunk-sizes.ts";

const NATS = /\/@nats-io\/nats-core\/lib\/mod\.js/;
const ARROW = /\/apache-arrow\/recordbatch\.mjs/;
const READING = /codecs\/dist\/arrow\/table-from-ipc\.js/;
const WRITING = /codecs\/dist\/arrow\/serialize-table\.js/;
/** What a page does without until it connects, stores a file, meets a link or a table. */
const LATER =
  /@nats-io|apache-arrow|flatbuffers|fzstd|fileserver-plik|download\/(?:http-download|download-reader)/;
const COMPRESSION = {
  "reading lz4": /arrow\/lz4\/decode-frame\.js/,
  "writing lz4": /arrow\/lz4\/encode-frame\.js/,
  "reading zstd": /codecs\/dist\/zstd\.browser\.js/,
};

let graph: ChunkGraph;
let entry: ReturnType<ChunkGraph["loadedWith"]>;

/** What loading the chunk of a module adds to the entry. */
function added(module: RegExp) {
  return graph.loadedWith(graph.holding(module)).filter((chunk) => !entry.includes(chunk));
}

function weigh(name: string, chunks: Iterable<(typeof entry)[number]>): number {
  const size = gzipSize(chunks);
  console.log(`${name}: ${size.toLocaleString("en")} bytes`);
  return size;
}

beforeAll(async () => {
  graph = chunkGraph(await buildPages("lean.html"));
  const [first] = graph.chunks.filter((chunk) => chunk.isEntry);
  if (first === undefined) throw new Error("the bundle has no entry");
  entry = graph.loadedWith(first);
});

describe("weight of a bundle, gzip", () => {
  test("core, without what a first small message does without: at most 50 kB", () => {
    expect(weigh("core", entry)).toBeLessThanOrEqual(50_000);
    const modules = entry.flatMap((chunk) => Object.keys(chunk.modules));
    expect(modules.filter((id) => LATER.test(id))).toEqual([]);
  });

  test("NATS client, loaded on the first connection: at most 45 kB", () => {
    expect(weigh("NATS client", added(NATS))).toBeLessThanOrEqual(45_000);
  });

  test("Arrow, to read and to write, loaded with the first table: at most 60 kB", () => {
    const arrow = new Set([...added(ARROW), ...added(READING), ...added(WRITING)]);
    expect(weigh("Arrow", arrow)).toBeLessThanOrEqual(60_000);
    const modules = [...arrow].flatMap((chunk) => Object.keys(chunk.modules));
    for (const codec of Object.values(COMPRESSION)) {
      expect(modules.filter((id) => codec.test(id))).toEqual([]);
    }
  });

  test.each(Object.entries(COMPRESSION))(
    "%s has a chunk of its own: at most 5 kB",
    (name, codec) => {
      const loaded = [...added(ARROW), ...added(READING), ...added(WRITING)];
      const own = added(codec).filter((chunk) => !loaded.includes(chunk));
      expect(weigh(name, own)).toBeLessThan(5_000);
    },
  );
});

test("the other stores bring no Node module into a page", async () => {
  const { chunks } = chunkGraph(await buildPages("stores.html"));
  const modules = chunks.flatMap((chunk) => Object.keys(chunk.modules));
  expect(modules.filter((id) => /fileserver-(http|s3)/.test(id)).length).toBeGreaterThan(1);
  expect(modules.filter((id) => /node:|__vite-browser-external/.test(id))).toEqual([]);
});

describe("code of a bundle", () => {
  test("has no Node modules and no polyfills of them", () => {
    const modules = graph.chunks.flatMap((chunk) => Object.keys(chunk.modules));
    expect(
      modules.filter((id) => /node:|polyfill|node_modules\/(buffer|process)\//.test(id)),
    ).toEqual([]);
    // Vite's empty stand-in for a Node module: tweetnacl asks for one where there is no Web Crypto.
    const standIns = graph.chunks.filter((chunk) =>
      Object.keys(chunk.modules).some((id) => id.includes("__vite-browser-external")),
    );
    expect(standIns).toEqual([graph.holding(NATS)]);
    for (const { fileName, code } of graph.chunks) {
      expect(
        code.match(/["'`]node:[a-z_/]+["'`]|\bBuffer\.(?:from|alloc|concat)/g),
        fileName,
      ).toBeNull();
    }
  });

  test("makes no code from text", () => {
    for (const { fileName, code } of graph.chunks) {
      expect(code.match(/\bFunction\(|\beval\(/g), fileName).toBeNull();
    }
  });
});

import { gzipSync } from "node:zlib";
import type { Rollup } from "vite";
import type { BuiltFile } from "./build-pages.ts";

type Chunk = Rollup.OutputChunk;

/** The chunks of a bundle and what they import. */
export interface ChunkGraph {
  readonly chunks: readonly Chunk[];
  /** A chunk and all that the browser loads with it at once. */
  loadedWith(chunk: Chunk): readonly Chunk[];
  /** The one chunk that holds the module whose id matches. */
  holding(module: RegExp): Chunk;
}

/** Reads what a bundle loads together. */
export function chunkGraph(files: readonly BuiltFile[]): ChunkGraph {
  const chunks = files.filter((file) => file.type === "chunk");
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loadedWith = (chunk: Chunk, seen = new Set<Chunk>()): Chunk[] => {
    if (seen.has(chunk)) return [];
    seen.add(chunk);
    const imported = chunk.imports.flatMap((name) => byName.get(name) ?? []);
    return [chunk, ...imported.flatMap((each) => loadedWith(each, seen))];
  };
  return {
    chunks,
    loadedWith: (chunk) => loadedWith(chunk),
    holding(module) {
      const found = chunks.filter((chunk) =>
        Object.keys(chunk.modules).some((id) => module.test(id)),
      );
      const [only] = found;
      if (only !== undefined && found.length === 1) return only;
      const names = found.map(({ fileName }) => fileName).join(", ");
      throw new Error(`${module} is in ${found.length} chunks: ${names}`);
    },
  };
}

/** What these chunks weigh on the wire, in bytes. */
export function gzipSize(chunks: Iterable<Chunk>): number {
  let size = 0;
  for (const { code } of chunks) size += gzipSync(code, { level: 9 }).length;
  return size;
}

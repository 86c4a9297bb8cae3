import type { Table } from "apache-arrow";
import { BLOCK_BYTES, block, letters } from "./block.ts";
import { tableOfRows } from "./table-of-rows.ts";

/** A value too big to be written into a job, made from a seed by every peer alike. See PROTOCOL.md. */
export interface Generator {
  readonly gen: "bytes" | "text" | "dictionary" | "jsontable" | "arrowtable";
  /** Bytes of the serialized value. */
  readonly size?: number;
  readonly rows?: number;
  /** Default: 1. */
  readonly seed?: number;
}

/** What {@link generate} gives: bytes, text, a JSON value or a table. */
export type Generated = Uint8Array<ArrayBuffer> | string | object[] | object | Table;

const MARKED = "é€😀";
const MARKED_BYTES = 9;

/** @throws RangeError where a generator has neither `size` nor `rows`, or does not know the one it has. */
export function generate({ gen, size, rows, seed = 1 }: Generator): Generated {
  if (rows !== undefined) {
    if (gen === "jsontable") return jsonRows(rows, seed);
    if (gen === "dictionary") {
      return { rows: jsonRows(rows, seed), nested: { list: [1, [2.5, "x"], {}] } };
    }
    if (gen === "arrowtable") return tableOfRows(rows, seed);
  } else if (size !== undefined) {
    if (gen === "bytes") return repeatedBytes(size, seed);
    if (gen === "text") return textOf(size, seed);
    if (gen === "dictionary") return size === 0 ? {} : { text: textOf(size - 11, seed) };
    if (gen === "jsontable") return size === 0 ? [] : [{ text: textOf(size - 13, seed) }];
  }
  throw new RangeError(`unknown generator ${JSON.stringify({ gen, size, rows })}`);
}

function repeatedBytes(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const piece = block(seed);
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += BLOCK_BYTES) bytes.set(piece.subarray(0, size - at), at);
  return bytes;
}

function textOf(size: number, seed: number): string {
  return size < MARKED_BYTES
    ? repeatedText(size, seed)
    : MARKED + repeatedText(size - MARKED_BYTES, seed);
}

function repeatedText(size: number, seed: number): string {
  return letters(seed)
    .repeat(Math.ceil(size / BLOCK_BYTES))
    .slice(0, size);
}

function jsonRows(rows: number, seed: number): object[] {
  const source = letters(seed);
  return Array.from({ length: rows }, (_, k) => {
    const start = (k * 7919) % 65_000;
    return {
      id: k,
      value: k / 8,
      even: k % 2 === 0,
      none: null,
      note: source.slice(start, start + 500),
    };
  });
}

import { sha256Hex } from "@natsbridge/codecs";
import type { ReceivedPayload } from "@natsbridge/core";
import { canonicalJson, nestingDepth } from "testkit/canonical-json";
import { type CanonicalColumn, type CanonicalTable, canonicalTable } from "./canonical-table.ts";
import { canonicalDigest } from "./digest.ts";

/** A payload as a peer tells what it received: the canonical form of the vectors, or its digest. */
export interface CanonicalPayload {
  readonly dataname: string;
  readonly type: string;
  readonly text?: string;
  readonly value?: unknown;
  readonly table?: CanonicalTable;
  readonly len?: number;
  readonly sha256?: string;
  readonly columns?: readonly CanonicalColumn[];
  readonly depth?: number;
  /** `len` and `sha256` are those of Arrow IPC bytes that the peer hands over as they came. */
  readonly ipc?: true;
}

export type AnswerForm = "full" | "digest";

/** Deeper nesting is told by its depth: printing it would overflow. */
const DEEPEST_PRINTED = 500;

export async function canonicalPayload(
  [dataname, data, type]: ReceivedPayload,
  form: AnswerForm,
): Promise<CanonicalPayload> {
  switch (type) {
    case "text":
      if (form === "full") return { dataname, type, text: data };
      return { dataname, type, ...(await bytesDigest(new TextEncoder().encode(data))) };
    case "dictionary":
    case "jsontable": {
      const depth = nestingDepth(data);
      if (depth > DEEPEST_PRINTED) return { dataname, type, depth };
      const value = canonicalJson(data);
      if (form === "full") return { dataname, type, value };
      return { dataname, type, len: memberCount(value), sha256: canonicalDigest(value) };
    }
    case "arrowtable": {
      const table = canonicalTable(data);
      if (form === "full") return { dataname, type, table };
      const { columns, nrows, rows } = table;
      return { dataname, type, columns, len: nrows, sha256: canonicalDigest(rows) };
    }
    default:
      return { dataname, type, ...(await bytesDigest(data)) };
  }
}

async function bytesDigest(bytes: Uint8Array): Promise<{ len: number; sha256: string }> {
  return { len: bytes.byteLength, sha256: await sha256Hex(bytes) };
}

function memberCount(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

import { readdirSync, readFileSync } from "node:fs";

/** A table as a vector describes it: see the README beside the vectors for the canonical form of cells. */
export interface VectorTable {
  readonly columns: readonly { name: string; type: string; dictionary?: boolean }[];
  readonly nrows: number;
  readonly rows: readonly (readonly unknown[])[];
}

/** What one payload must be received as. Exactly one of the value fields is there. */
export interface VectorPayload {
  readonly dataname: string;
  readonly type: string;
  readonly text?: string;
  readonly value?: unknown;
  readonly table?: VectorTable;
  readonly len?: number;
  readonly sha256?: string;
  /** Nested arrays too deep to print. */
  readonly depth?: number;
}

/** What a receiver must make of a message: values, or an error of this code. */
export interface VectorExpectation {
  readonly ok?: true;
  readonly payloads?: readonly VectorPayload[];
  /** The envelope fields to check. */
  readonly envelope?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  /** A word that the message of the error must contain. */
  readonly names?: string;
}

/** One message as a peer writes it, byte for byte, and what it is. */
export interface Vector {
  readonly name: string;
  readonly dialect: string;
  readonly description: string;
  readonly envelope_base64: string;
  /** URL to base64 of what a download of it returns. */
  readonly files?: Readonly<Record<string, string>>;
  readonly expect: VectorExpectation;
  /** Other results that pass. */
  readonly also_accept?: readonly VectorExpectation[];
}

/** The byte-level vectors of this project, in the order of their names. */
export function loadVectors(): Vector[] {
  const folder = new URL("../vectors/", import.meta.url);
  const vectors = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file): Vector => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
  if (vectors.length === 0) throw new Error(`no vectors in ${folder}`);
  return vectors;
}

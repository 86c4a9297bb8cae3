import { type Data, DataType, type Dictionary, type Table, type Vector } from "apache-arrow";

/** A dictionary of a table: its type, and the versions of it that different batches and columns refer to. */
export interface FoundDictionary {
  /** How messages call the first column that uses it. */
  readonly name: string;
  readonly type: Dictionary;
  readonly versions: Vector[];
}

/** A dictionary in so many pieces costs a reader memory for each step: it is put together instead. */
const MAX_PIECES = 1024;

/** The dictionaries of a table by id, inner ones first. */
export function dictionaryVersions(table: Table): Map<number, FoundDictionary> {
  const found = new Map<number, FoundDictionary>();
  for (const batch of table.batches) {
    for (const [column, data] of batch.data.children.entries()) {
      collect(data, String(table.schema.fields[column]?.name), found);
    }
  }
  return found;
}

/** The version that holds all others; undefined where one replaces another, which a file cannot say. */
export function longestVersion(versions: readonly Vector[]): Vector | undefined {
  const [longest] = [...versions].sort((one, other) => other.length - one.length);
  if (longest !== undefined && longest.data.length > MAX_PIECES) return undefined;
  const isHeld = (version: Vector) =>
    version.data.every((chunk, index) => hasSameValues(chunk, longest?.data[index]));
  return versions.every(isHeld) ? longest : undefined;
}

function collect(data: Data, name: string, found: Map<number, FoundDictionary>): void {
  // apache-arrow leaves them out in columns without rows, and where it fills a column up with nulls.
  for (const child of data.children ?? []) if (child) collect(child, name, found);
  const { dictionary, type } = data;
  if (dictionary === undefined || !DataType.isDictionary(type)) return;
  for (const chunk of dictionary.data) collect(chunk, name, found);
  const known = found.get(type.id);
  if (known === undefined) found.set(type.id, { name, type, versions: [dictionary] });
  else if (!known.versions.includes(dictionary)) known.versions.push(dictionary);
}

function hasSameValues(chunk: Data | undefined, other: Data | undefined): boolean {
  if (chunk === other) return true;
  if (chunk === undefined || other === undefined) return false;
  return (
    chunk.length === other.length &&
    chunk.offset === other.offset &&
    chunk.values === other.values &&
    chunk.valueOffsets === other.valueOffsets &&
    chunk.dictionary === other.dictionary &&
    chunk.variadicBuffers.every((buffer, index) => buffer === other.variadicBuffers[index]) &&
    chunk.children.every((child, index) => hasSameValues(child, other.children[index]))
  );
}

import { type Data, DataType, type Table, type Vector } from "apache-arrow";

/** The dictionaries of a table by id, inner ones first: the versions that different batches refer to. */
export function dictionaryVersions(table: Table): Map<number, Vector[]> {
  const versions = new Map<number, Vector[]>();
  for (const batch of table.batches) {
    for (const column of batch.data.children) collect(column, versions);
  }
  return versions;
}

/** The version that holds all others; undefined where one replaces another, which a file cannot say. */
export function longestVersion(versions: readonly Vector[]): Vector | undefined {
  const [longest] = [...versions].sort((one, other) => other.length - one.length);
  const isHeld = (version: Vector) =>
    version.data.every((chunk, index) => hasSameValues(chunk, longest?.data[index]));
  return versions.every(isHeld) ? longest : undefined;
}

function collect(data: Data, versions: Map<number, Vector[]>): void {
  // apache-arrow leaves them out in the columns of a table without rows.
  for (const child of data.children ?? []) collect(child, versions);
  const { dictionary, type } = data;
  if (dictionary === undefined || !DataType.isDictionary(type)) return;
  for (const chunk of dictionary.data) collect(chunk, versions);
  const known = versions.get(type.id);
  if (known === undefined) versions.set(type.id, [dictionary]);
  else if (!known.includes(dictionary)) known.push(dictionary);
}

function hasSameValues(chunk: Data, other: Data | undefined): boolean {
  if (chunk === other) return true;
  return (
    chunk.length === other?.length &&
    chunk.values === other.values &&
    chunk.valueOffsets === other.valueOffsets &&
    chunk.children.every((child, index) => child === other.children[index])
  );
}

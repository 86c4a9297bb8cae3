import { foreignText } from "@natsbridge/schema/base";
import { type DataType, Dictionary, Field, Schema } from "apache-arrow";
import { invalidPayload } from "../../errors.ts";
import { MAX_DEPTH } from "../read/read-schema.ts";
import { WideDictionary } from "../read/wide-dictionary.ts";
import { rebuildType } from "../rebuild-type.ts";

/** Types of dictionary-encoded columns that are written in place of others, by id. */
export type WrittenDictionaries = Map<number, Dictionary>;

/**
 * The schema as it is written: keys of dictionaries as wide as they came, and names that are well-formed Unicode.
 *
 * @throws NatsBridgeError `invalid_payload` for a name with a lone surrogate, and for columns nested too deep to read.
 */
export function writtenSchema(schema: Schema, replaced: WrittenDictionaries = new Map()): Schema {
  // By id, since columns may share a dictionary: then they share its type as well.
  const written: WrittenDictionaries = new Map(replaced);
  const fields = schema.fields.map((field) => writtenField(field, written, "", 0));
  checkMetadata(schema.metadata, "the table");
  const dictionaries = new Map([...written].map(([id, { dictionary }]) => [id, dictionary]));
  return new Schema(fields, schema.metadata, dictionaries);
}

function writtenField(
  { name, type, nullable, metadata }: Field,
  written: WrittenDictionaries,
  parent: string,
  depth: number,
): Field {
  const path = parent === "" ? String(name) : `${parent}.${name}`;
  checkWellFormed(String(name), `the name of the column ${foreignText(JSON.stringify(path))}`);
  checkMetadata(metadata, `the column "${foreignText(path)}"`);
  if (depth > MAX_DEPTH) {
    throw invalidPayload(
      `column "${foreignText(path)}" is nested deeper than ${MAX_DEPTH}, which is not read`,
    );
  }
  return new Field(name, writtenType(type, written, path, depth), nullable, metadata);
}

function writtenType(
  type: DataType,
  written: WrittenDictionaries,
  path: string,
  depth: number,
): DataType {
  return (
    rebuildType(type, {
      field: (child) => writtenField(child, written, path, depth + 1),
      dictionary: (found) => {
        const known = written.get(found.id);
        if (known !== undefined) return known;
        const values = writtenType(found.dictionary, written, path, depth);
        const made = new Dictionary(values, storedKeys(found), found.id, found.isOrdered);
        written.set(found.id, made);
        return made;
      },
    }) ?? type
  );
}

/** The type of the keys of a dictionary in the bytes. */
export function storedKeys(type: Dictionary): Dictionary["indices"] {
  // apache-arrow writes keys of 64 bits, although its types leave them out.
  const stored: unknown = type instanceof WideDictionary ? type.storedIndices : type.indices;
  return stored as Dictionary["indices"];
}

function checkMetadata(metadata: ReadonlyMap<string, string> | undefined, of: string): void {
  for (const [key, value] of metadata ?? []) {
    checkWellFormed(key, `a key of the metadata of ${of}`);
    checkWellFormed(value, `the metadata ${foreignText(JSON.stringify(key))} of ${of}`);
  }
}

function checkWellFormed(text: string, what: string): void {
  if (!text.isWellFormed()) {
    throw invalidPayload(`${what} has a lone surrogate, which UTF-8 cannot hold`);
  }
}

import { type DataType, Dictionary, Field, type Schema } from "apache-arrow";
import { invalidPayload } from "../errors.ts";
import { makeSchema } from "./make-batch.ts";
import { WideDictionary } from "./read/wide-dictionary.ts";
import { rebuildType } from "./rebuild-type.ts";

/** Values of the dictionaries taken over so far, by id: columns may share one. */
export type AdoptedDictionaries = Map<number, DataType>;

/** A schema of this copy of apache-arrow, from one of any copy. */
export function adoptSchema({ fields, metadata }: Schema): Schema {
  const dictionaries: AdoptedDictionaries = new Map();
  const adopted = fields.map((field) => adoptField(field, dictionaries));
  return makeSchema(adopted, metadata, dictionaries);
}

/** A type of this copy of apache-arrow: its functions know no other. */
export function adoptType(type: DataType, dictionaries: AdoptedDictionaries = new Map()): DataType {
  const adopted = rebuildType(type, {
    field: (field) => adoptField(field, dictionaries),
    dictionary: (foreign) => adoptDictionary(foreign, dictionaries),
  });
  if (adopted !== undefined) return adopted;
  throw invalidPayload(
    `the type ${type} is not known here; pass the IPC bytes of the table: tableToIPC(table)`,
  );
}

function adoptField(
  { name, type, nullable, metadata }: Field,
  dictionaries: AdoptedDictionaries,
): Field {
  return new Field(name, adoptType(type, dictionaries), nullable, metadata);
}

function adoptDictionary(type: Dictionary, dictionaries: AdoptedDictionaries): Dictionary {
  const { dictionary, indices, id, isOrdered } = type;
  const values = dictionaries.get(id) ?? adoptType(dictionary, dictionaries);
  dictionaries.set(id, values);
  if (type instanceof WideDictionary) {
    return new WideDictionary(values, type.storedIndices, id, isOrdered);
  }
  return new Dictionary(values, adoptType(indices) as Dictionary["indices"], id, isOrdered);
}

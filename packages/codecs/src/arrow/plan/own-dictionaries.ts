import { Dictionary, Field } from "apache-arrow";
import { rebuildType } from "../rebuild-type.ts";
import { storedKeys } from "./written-schema.ts";

/** Fields whose dictionaries have ids of their own: columns of values never share one, though they may share a type. */
export function ownDictionaries(fields: readonly Field[]): Field[] {
  let id = 0;
  const own = ({ name, type, nullable, metadata }: Field): Field => {
    const ownType = (found: Field["type"]): Field["type"] =>
      rebuildType(found, {
        field: own,
        dictionary: (shared) =>
          new Dictionary(
            ownType(shared.dictionary),
            ownType(storedKeys(shared)),
            id++,
            shared.isOrdered,
          ),
      }) ?? found;
    return new Field(name, ownType(type), nullable, metadata);
  };
  return fields.map(own);
}

import { Data, type Field, RecordBatch, Schema, Struct } from "apache-arrow";

/**
 * A schema whose columns may have one name: apache-arrow finds the columns of a batch by name when it makes one, also in
 * `slice` and `concat`, and would give the second column the type of the first.
 */
class SchemaByPosition extends Schema {
  override assign(...args: unknown[]): Schema {
    const [first] = args;
    const fields: unknown =
      first instanceof Schema ? first.fields : Array.isArray(first) ? first : args;
    const isOwn =
      Array.isArray(fields) &&
      fields.length === this.fields.length &&
      fields.every((field, index) => field.name === this.fields[index]?.name);
    if (!isOwn) return super.assign(...(args as [Field[]]));
    return new SchemaByPosition(fields, this.metadata, this.dictionaries, this.metadataVersion);
  }
}

/** A schema, whatever its columns are called. */
export function makeSchema(
  fields: Field[],
  metadata: Map<string, string>,
  dictionaries: Schema["dictionaries"],
  version?: Schema["metadataVersion"],
): Schema {
  const hasOneNameTwice = new Set(fields.map(({ name }) => name)).size < fields.length;
  const Class = hasOneNameTwice ? SchemaByPosition : Schema;
  return new Class(fields, metadata, dictionaries, version);
}

/** A batch of columns of one length. */
export function makeBatch(
  schema: Schema,
  length: number,
  columns: Data[],
  metadata?: Map<string, string>,
): RecordBatch {
  const buffers: object = [];
  const data = new Data(new Struct(schema.fields), 0, length, 0, buffers, columns);
  return new RecordBatch(schema, data, metadata);
}

import { DataType, Field, type Schema } from "apache-arrow";
import { makeSchema } from "../make-batch.ts";
import type { BatchPlan } from "../plan/table-plan.ts";
import { rebuildType } from "../rebuild-type.ts";

/**
 * A schema that says of every column with nulls that it may have them. apache-arrow builds tables that say otherwise, and
 * some readers refuse those.
 */
export function allowNulls(schema: Schema, batches: readonly BatchPlan[]): Schema {
  // Nodes come in the order of the fields, nested ones behind their parent.
  const count = batches[0]?.nodes.length ?? 0;
  const hasNulls = Array.from({ length: count }, (_, node) =>
    batches.some(({ nodes }) => (nodes[node]?.nullCount ?? 0) > 0),
  );
  if (!hasNulls.includes(true)) return schema;
  let node = 0;
  const allowed = ({ name, type, nullable, metadata }: Field): Field => {
    const isNullable = (hasNulls[node++] ?? false) || nullable;
    const inner = DataType.isDictionary(type)
      ? type
      : (rebuildType(type, { field: allowed, dictionary: (found) => found }) ?? type);
    return new Field(name, inner, isNullable, metadata);
  };
  const fields = schema.fields.map(allowed);
  return makeSchema(fields, schema.metadata, schema.dictionaries, schema.metadataVersion);
}

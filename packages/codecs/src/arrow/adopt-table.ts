import { Data, RecordBatch, type Schema, Struct, Table, Vector } from "apache-arrow";
import { adoptSchema, adoptType } from "./adopt-type.ts";

/**
 * A table of this copy of apache-arrow. A program may hold two: one of `import` and one of `require`, or two versions.
 * A table of the other one is taken over with its buffers, which are not copied.
 */
export function adoptTable(table: Table): Table {
  return isOurs(table) ? table : adoptBatches(table.schema, table.batches);
}

/** A table of batches, which may be of another copy of apache-arrow. */
export function adoptBatches(foreign: Schema, batches: readonly RecordBatch[]): Table {
  const schema = adoptSchema(foreign);
  const dictionaries = new Map<Vector, Vector>();
  const adopted = batches.map((batch) => {
    const children = batch.data.children.map((child) => adoptData(child, dictionaries));
    const data = new Data(new Struct(schema.fields), 0, batch.data.length, 0, undefined, children);
    return new RecordBatch(schema, data, batch.metadata);
  });
  return new Table(schema, adopted);
}

function adoptData(data: Data, dictionaries: Map<Vector, Vector>): Data {
  const { offset, length, nullCount, valueOffsets, values, nullBitmap, typeIds } = data;
  const buffers: object = [valueOffsets, values, nullBitmap, typeIds];
  const children = data.children.map((child) => adoptData(child, dictionaries));
  const dictionary = data.dictionary && adoptVector(data.dictionary, dictionaries);
  const { variadicBuffers } = data;
  return new Data(
    adoptType(data.type),
    offset,
    length,
    nullCount,
    buffers,
    children,
    dictionary,
    variadicBuffers,
  );
}

function adoptVector(vector: Vector, adopted: Map<Vector, Vector>): Vector {
  const known = adopted.get(vector);
  if (known !== undefined) return known;
  const ours = new Vector(vector.data.map((data) => adoptData(data, adopted)));
  adopted.set(vector, ours);
  return ours;
}

/** Not by `instanceof`, which apache-arrow makes true for tables of other copies too. */
function isOurs(table: object): boolean {
  return Object.prototype.isPrototypeOf.call(Table.prototype, table);
}

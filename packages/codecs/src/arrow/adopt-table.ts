import { Data, DataType, type RecordBatch, type Schema, Table, Vector } from "apache-arrow";
import { typedArrayName } from "../what-counts.ts";
import { type AdoptedDictionaries, adoptSchema, adoptType } from "./adopt-type.ts";
import { makeBatch } from "./make-batch.ts";
import { alignedView } from "./read/value-layout.ts";
import { bytesBehind } from "./vectors/data-buffers.ts";

/** What was taken over so far: columns and batches share dictionaries. */
interface Adopted {
  readonly types: AdoptedDictionaries;
  readonly vectors: Map<Vector, Vector>;
}

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
  const adopted: Adopted = { types: new Map(schema.dictionaries), vectors: new Map() };
  return new Table(
    schema,
    batches.map(({ data, metadata }) => {
      const columns = data.children.map((child) => adoptData(child, adopted));
      return makeBatch(schema, data.length, columns, metadata);
    }),
  );
}

function adoptData(data: Data, adopted: Adopted): Data {
  const { offset, length, nullCount, nullBitmap, typeIds } = data;
  const type = adoptType(data.type, adopted.types);
  const buffers: object = [
    data.valueOffsets && asOffsets(data.valueOffsets),
    // Before version 15, dates and timestamps were pairs of 32 bits.
    data.values && asValuesOf(type, data.values),
    nullBitmap && bytesBehind(nullBitmap),
    typeIds && alignedView(Int8Array, bytesBehind(typeIds), typeIds.byteLength),
  ];
  const children = data.children.map((child) => child && adoptData(child, adopted));
  const dictionary = data.dictionary && adoptVector(data.dictionary, adopted);
  // Before version 21 there were no views.
  const variadicBuffers = (data.variadicBuffers ?? []).map(bytesBehind);
  return new Data(type, offset, length, nullCount, buffers, children, dictionary, variadicBuffers);
}

function asOffsets(offsets: ArrayBufferView): ArrayBufferView {
  const bytes = bytesBehind(offsets);
  return typedArrayName(offsets) === "BigInt64Array"
    ? alignedView(BigInt64Array, bytes, bytes.byteLength)
    : alignedView(Int32Array, bytes, bytes.byteLength);
}

function asValuesOf(type: DataType, values: ArrayBufferView): ArrayBufferView {
  const Values = DataType.isDictionary(type) ? type.indices.ArrayType : type.ArrayType;
  const bytes = bytesBehind(values);
  const usable = bytes.byteLength - (bytes.byteLength % Values.BYTES_PER_ELEMENT);
  return alignedView(Values, bytes, usable);
}

function adoptVector(vector: Vector, adopted: Adopted): Vector {
  const known = adopted.vectors.get(vector);
  if (known !== undefined) return known;
  const ours = new Vector(vector.data.map((data) => adoptData(data, adopted)));
  adopted.vectors.set(vector, ours);
  return ours;
}

/** Not by `instanceof`, which apache-arrow makes true for tables of other copies too. */
function isOurs(table: object): boolean {
  return Object.prototype.isPrototypeOf.call(Table.prototype, table);
}

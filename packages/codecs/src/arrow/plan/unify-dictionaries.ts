import {
  Binary,
  Data,
  DataType,
  Dictionary,
  Field,
  Int32,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  type Vector,
} from "apache-arrow";
import { invalidPayload } from "../../errors.ts";
import { Cells } from "../infer/cells.ts";
import { decodeColumn } from "../rows/decode-column.ts";
import { decodeEntries } from "../rows/decode-nested.ts";
import { planColumn } from "./plan-column.ts";
import type { PlannedDictionary } from "./plan-context.ts";

/** A table with one dictionary for each column, and the plans of those that had to be put together. */
export interface UnifiedTable {
  readonly table: Table;
  readonly dictionaries: readonly PlannedDictionary[];
}

/** Puts together the dictionaries that replace each other from batch to batch: the file format allows only one. */
export function unifyDictionaries(
  table: Table,
  replaced: ReadonlyMap<number, readonly Vector[]>,
): UnifiedTable {
  const dictionaries: PlannedDictionary[] = [];
  const shifts = new Map<Vector, Int32Array>();
  for (const [id, versions] of replaced) {
    const field = table.schema.fields.find(
      ({ type }) => DataType.isDictionary(type) && type.id === id,
    );
    if (field === undefined) {
      throw invalidPayload(
        "a dictionary inside a nested column changes from batch to batch, which an Arrow file cannot hold; send the batches as several tables",
      );
    }
    dictionaries.push({ id, isDelta: false, ...mergeVersions(field, versions, shifts) });
  }
  const isReplaced = (type: DataType): type is Dictionary =>
    DataType.isDictionary(type) && replaced.has(type.id);
  const fields = table.schema.fields.map((field) =>
    isReplaced(field.type)
      ? new Field(field.name, unifiedType(field.type), field.nullable, field.metadata)
      : field,
  );
  const schema = new Schema(fields, table.schema.metadata);
  const batches = table.batches.map((batch) => {
    const children = batch.data.children.map((child, index) => {
      const type = fields[index]?.type;
      return isReplaced(child.type) && type ? withShiftedKeys(child, type, shifts) : child;
    });
    const buffers: object = [];
    const data = new Data(new Struct(fields), 0, batch.numRows, 0, buffers, children);
    return new RecordBatch(schema, data, batch.metadata);
  });
  return { table: new Table(schema, batches), dictionaries };
}

/** One list of the entries of all versions, and for each version where its entries are in it. */
function mergeVersions(field: Field, versions: readonly Vector[], shifts: Map<Vector, Int32Array>) {
  const context = {
    decode: decodeColumn,
    int64: "bigint",
    timestamps: "iso",
    dictionaries: new Map(),
  } as const;
  const entries: unknown[] = [];
  const known = new Map<unknown, number>();
  for (const version of versions) {
    const shift = decodeEntries(version, context).map((entry) => {
      const identity = entry instanceof Uint8Array ? entry.join() : entry;
      const index = known.get(identity) ?? entries.push(entry) - 1;
      known.set(identity, index);
      return index;
    });
    shifts.set(version, Int32Array.from(shift));
  }
  const inner: PlannedDictionary[] = [];
  const cells = new Cells(entries, field.name);
  const plan = planColumn(unifiedType(field.type).dictionary, cells, {
    plan: planColumn,
    mayHaveNulls: true,
    dictionaries: inner,
  });
  return { length: entries.length, ...plan };
}

function unifiedType({ dictionary, id, isOrdered }: Dictionary): Dictionary {
  // Views cannot be written from values; the plain types hold the same.
  const values = DataType.isUtf8View(dictionary)
    ? new Utf8()
    : DataType.isBinaryView(dictionary)
      ? new Binary()
      : dictionary;
  return new Dictionary(values, new Int32(), id, isOrdered);
}

function withShiftedKeys(
  data: Data,
  type: DataType,
  shifts: ReadonlyMap<Vector, Int32Array>,
): Data {
  const shift = data.dictionary && shifts.get(data.dictionary);
  const keys = Int32Array.from(data.values as Int32Array, (key) => shift?.[key] ?? 0);
  const buffers: object = [undefined, keys, data.nullBitmap];
  return new Data(type, data.offset, data.length, data.nullCount, buffers, [], data.dictionary);
}

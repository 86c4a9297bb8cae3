import { Data, DataType, type Field, type Union, UnionMode, type Vector } from "apache-arrow";
import { type ColumnPlan, joinPlans } from "../plan/column-plan.ts";
import { columnPlan } from "../plan/validity.ts";
import { bytesPerValue } from "../read/value-layout.ts";
import { type Nulls, unionFault } from "../vector-faults.ts";
import {
  assertNullFrom,
  bitsPart,
  brokenVector,
  bytesBehind,
  dataValidity,
  fixedPart,
  nullsOf,
} from "./data-buffers.ts";
import { dataKeys } from "./data-keys.ts";
import { dataOffsets } from "./data-offsets.ts";
import { dataViews } from "./data-views.ts";

/** What planning a vector knows besides it. */
export interface DataContext {
  /** How messages call the column. */
  readonly name: string;
  /** Of dictionaries that were put together: the new key of each old one. */
  readonly shifts: ReadonlyMap<Vector, Int32Array>;
}

/**
 * Plans a vector of apache-arrow, whatever slices it went through: its buffers are copied once, to where they belong,
 * and every length is checked against the type, so that nothing is written that cannot be read.
 *
 * @param type the type to write; it differs from that of the vector in the keys of dictionaries only.
 * @throws NatsBridgeError `invalid_payload` naming the column, where its buffers contradict it.
 */
export function planData(type: DataType, data: Data, context: DataContext): ColumnPlan {
  const { length } = data;
  const { name } = context;
  if (data.typeId !== type.typeId) {
    throw brokenVector(name, `its schema says ${type} and its values are ${data.type}`);
  }
  if (DataType.isNull(type)) return { nodes: [{ length, nullCount: length }], parts: [] };
  if (DataType.isUnion(type)) return planUnion(type, data, context);

  const nulls = nullsOf(data);
  const validity = dataValidity(data, nulls, name);
  if (DataType.isDictionary(type)) {
    const shift = data.dictionary && context.shifts.get(data.dictionary);
    return columnPlan(data, validity, [dataKeys(data, type, nulls, shift, name)]);
  }
  if (DataType.isStruct(type)) {
    const members = type.children.map((field: Field, index: number) => {
      const child = memberOf(data, index, field);
      assertNullFrom(child.length, length, nulls, name);
      const inner = { ...context, name: `${name}.${field.name}` };
      return planChild(field, child, 0, length, inner);
    });
    return columnPlan(data, validity, [], joinPlans(members));
  }
  if (DataType.isFixedSizeList(type)) {
    const { listSize } = type;
    const child = memberOf(data, 0, onlyChild(type));
    if (listSize > 0) assertNullFrom(Math.floor(child.length / listSize), length, nulls, name);
    const items = planChild(onlyChild(type), child, 0, length * listSize, itemsOf(context));
    return columnPlan(data, validity, [], items);
  }
  if (DataType.isList(type) || DataType.isMap(type) || DataType.isLargeList(type)) {
    const child = memberOf(data, 0, onlyChild(type));
    const isLarge = DataType.isLargeList(type);
    const { begin, end, part } = dataOffsets(data, nulls, isLarge, child.length, name);
    const items = planChild(onlyChild(type), child, begin, end - begin, itemsOf(context));
    return columnPlan(data, validity, [part], items);
  }
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) {
    const parts = dataViews(data, nulls, validity.nullCount, name);
    const buffers = parts.reduce((sum, { sizes }) => sum + sizes.length, 0);
    return { ...columnPlan(data, validity, parts), variadicCounts: [buffers - 1] };
  }
  if (
    DataType.isUtf8(type) ||
    DataType.isBinary(type) ||
    DataType.isLargeUtf8(type) ||
    DataType.isLargeBinary(type)
  ) {
    const isLarge = DataType.isLargeUtf8(type) || DataType.isLargeBinary(type);
    const bytes = bytesBehind(data.values);
    const { begin, end, part } = dataOffsets(data, nulls, isLarge, bytes.byteLength, name);
    const values = {
      sizes: [end - begin],
      write: ([target]: readonly Uint8Array[]) => target?.set(bytes.subarray(begin, end)),
    };
    return columnPlan(data, validity, [part, values]);
  }
  if (DataType.isBool(type)) {
    const bits = bytesBehind(data.values);
    assertNullFrom(Math.max(0, bits.byteLength * 8 - data.offset), length, nulls, name);
    return columnPlan(data, validity, [bitsPart(padded(bits, data), data.offset, length)]);
  }
  const values = fixedPart(data, nulls, data.values, bytesPerValue(type), name);
  return columnPlan(data, validity, [values]);
}

function planUnion(type: Union, data: Data, context: DataContext): ColumnPlan {
  const { length, typeIds = new Int8Array(0), valueOffsets } = data;
  const { name } = context;
  const isDense = type.mode === UnionMode.Dense;
  const fault = unionFault(type, typeIds, valueOffsets, data.children, { from: 0, to: length });
  if (fault !== undefined) throw brokenVector(name, fault);
  const nulls: Nulls = { bitmap: new Uint8Array(0), offset: 0 };
  const parts = [fixedPart(data, nulls, typeIds, 1, name)];
  if (isDense) parts.push(fixedPart(data, nulls, valueOffsets, 4, name));
  const members = type.children.map((field: Field, index: number) => {
    const child = memberOf(data, index, field);
    const rows = isDense ? child.length : length;
    return planChild(field, child, 0, rows, { ...context, name: `${name}.${field.name}` });
  });
  const { nodes, parts: nested, variadicCounts } = joinPlans(members);
  return {
    nodes: [{ length, nullCount: 0 }, ...nodes],
    parts: [...parts, ...nested],
    variadicCounts: variadicCounts ?? [],
  };
}

/** Plans some rows of a nested vector; what is missing of it is null. */
function planChild(
  field: Field,
  child: Data,
  from: number,
  length: number,
  context: DataContext,
): ColumnPlan {
  const present = child.length < length ? child._changeLengthAndBackfillNullBitmap(length) : child;
  const used = from === 0 && present.length === length ? present : present.slice(from, length);
  return planData(field.type, used, context);
}

function itemsOf(context: DataContext): DataContext {
  return { ...context, name: `${context.name}[]` };
}

/** A nested vector; apache-arrow leaves it out where it has filled a column up with nulls. */
function memberOf({ children }: Data, index: number, { type }: Field): Data {
  const buffers: object = [];
  return children[index] ?? new Data(type, 0, 0, 0, buffers);
}

function onlyChild(type: DataType): Field {
  const [child] = type.children;
  if (child === undefined) throw brokenVector(String(type), "it has no type of items");
  return child;
}

/** Bits for every row: those of the nulls that apache-arrow filled up with are zero. */
function padded(bits: Uint8Array, { offset, length }: Data): Uint8Array {
  const needed = Math.ceil((offset + length) / 8);
  if (bits.byteLength >= needed) return bits;
  const all = new Uint8Array(needed);
  all.set(bits);
  return all;
}

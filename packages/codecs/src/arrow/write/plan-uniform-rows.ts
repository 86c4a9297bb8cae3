import { Bool, type DataType, Field, Float64, Int32, Schema } from "apache-arrow";
import type { TablePlan } from "./table-plan.ts";
import { typedView } from "./typed-view.ts";
import { KIND, kindOf } from "./value-kind.ts";

/** Shorter tables are inferred at once: there is nothing to win. */
const MIN_ROWS = 1000;
const SAMPLES = 64;

/** Thrown while writing, where a row is not as the samples were. */
export class NotUniform extends Error {}

/** Puts the value of a row into its place. False where it is not of the type. */
type Put = (value: unknown, row: number) => boolean;

/**
 * Plans rows that all seem to have the same keys with numbers and booleans and no nulls, as a sample of them has. Such
 * rows need not be looked at before they are written: each value is checked on its way, and one that does not fit
 * is a {@link NotUniform}. Undefined where the sample says otherwise.
 */
export function planUniformRows(rows: ArrayLike<unknown>): TablePlan | undefined {
  const { length } = rows;
  if (length < MIN_ROWS) return undefined;
  const step = Math.floor(length / SAMPLES);
  const samples = Array.from({ length: SAMPLES }, (_, index) => Object(rows[index * step]));
  const names = Object.keys(samples[0]);
  const fields: Field[] = [];
  for (const name of names) {
    const type = guessType(samples.map((row) => (Object.hasOwn(row, name) ? row[name] : null)));
    if (type === undefined) return undefined;
    fields.push(new Field(name, type, true));
  }
  const part = {
    // No bitmap of nulls, then the values, of each column.
    sizes: fields.flatMap(({ type }) => [0, bytesOf(type, length)]),
    write: (targets: readonly Uint8Array[]) => {
      const puts = fields.map(({ type }, column) => putter(type, targets[column * 2 + 1]));
      writeRows(rows, names, puts);
    },
  };
  const nodes = fields.map(() => ({ length, nullCount: 0 }));
  return {
    schema: new Schema(fields),
    dictionaries: [],
    batches: [{ length, nodes, parts: [part] }],
  };
}

/** Goes row by row: engines cache the way of `for in` through objects of one shape, and the loads in it. */
function writeRows(rows: ArrayLike<unknown>, names: readonly string[], puts: readonly Put[]): void {
  const columns = names.length;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as Record<string, unknown>;
    let column = 0;
    for (const key in row) {
      if (key !== names[column] || !puts[column]?.(row[key], index)) throw new NotUniform();
      column++;
    }
    if (column !== columns) throw new NotUniform();
  }
}

function guessType(values: readonly unknown[]): DataType | undefined {
  const kinds = values.map(kindOf);
  const all = (...allowed: number[]) => kinds.every((kind) => allowed.includes(kind ?? 0));
  if (all(KIND.boolean)) return new Bool();
  if (all(KIND.integer)) return values.every((value) => isInt32(value)) ? new Int32() : undefined;
  return all(KIND.integer, KIND.fraction) ? new Float64() : undefined;
}

function bytesOf(type: DataType, length: number): number {
  if (type instanceof Bool) return Math.ceil(length / 8);
  return length * (type instanceof Int32 ? 4 : 8);
}

function putter(type: DataType, target: Uint8Array | undefined): Put {
  if (type instanceof Int32) {
    const values = typedView(Int32Array, target);
    return (value, row) => {
      if (!isInt32(value)) return false;
      values[row] = value;
      return true;
    };
  }
  if (type instanceof Float64) {
    const values = typedView(Float64Array, target);
    return (value, row) => {
      if (typeof value !== "number") return false;
      values[row] = value;
      return true;
    };
  }
  const bits = typedView(Uint8Array, target);
  return (value, row) => {
    if (value === true) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
    return typeof value === "boolean";
  };
}

/** Whether an Int32 column keeps a value as it is: it would make -0 a 0. */
function isInt32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value && (value !== 0 || 1 / value > 0);
}

import { Bool, type DataType, Field, Float64, Int32, Schema } from "apache-arrow";
import { KIND, kindOf } from "../infer/value-kind.ts";
import type { TablePlan } from "./table-plan.ts";
import { typedView } from "./typed-view.ts";
import { writtenSchema } from "./written-schema.ts";

/** Shorter tables are inferred at once: there is nothing to win. */
const MIN_ROWS = 1000;
const SAMPLES = 64;

/** Thrown while writing, where a row is not as the samples were. */
export class NotUniform extends Error {}

/** Where the values of a column go: one of the three. */
interface Slot {
  readonly name: string;
  readonly floats: Float64Array | undefined;
  readonly ints: Int32Array | undefined;
  readonly bits: Uint8Array | undefined;
}

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
      writeRows(
        rows,
        fields.map(({ name, type }, column) => slotOf(name, type, targets[column * 2 + 1])),
      );
    },
  };
  const nodes = fields.map(() => ({ length, nullCount: 0 }));
  return {
    schema: writtenSchema(new Schema(fields)),
    dictionaries: [],
    batches: [{ length, nodes, parts: [part] }],
  };
}

/**
 * Goes row by row: engines cache the way of `for in` through objects of one shape, and the loads in it. The kinds are
 * told apart here and not by calls, which would take as long as all the rest.
 */
function writeRows(rows: ArrayLike<unknown>, slots: readonly Slot[]): void {
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as Record<string, unknown>;
    // Of what class a row is, is said where all is checked.
    if (Object.getPrototypeOf(row) !== Object.prototype) throw new NotUniform();
    let column = 0;
    for (const key in row) {
      const slot = slots[column++];
      if (slot === undefined || key !== slot.name) throw new NotUniform();
      const value = row[key];
      if (typeof value === "number" && slot.floats !== undefined) slot.floats[index] = value;
      else if (isInt32(value) && slot.ints !== undefined) slot.ints[index] = value;
      else if (typeof value !== "boolean" || slot.bits === undefined) throw new NotUniform();
      else if (value) slot.bits[index >> 3] = (slot.bits[index >> 3] ?? 0) | (1 << (index & 7));
    }
    if (column !== slots.length) throw new NotUniform();
  }
}

function slotOf(name: string, type: DataType, target: Uint8Array | undefined): Slot {
  return {
    name,
    floats: type instanceof Float64 ? typedView(Float64Array, target) : undefined,
    ints: type instanceof Int32 ? typedView(Int32Array, target) : undefined,
    bits: type instanceof Bool ? target : undefined,
  };
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

/** Whether an Int32 column keeps a value as it is: it would make -0 a 0. */
function isInt32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value && (value !== 0 || 1 / value > 0);
}

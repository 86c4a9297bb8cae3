import { foreignText } from "@natsbridge/schema/base";
import {
  type DataType,
  Field,
  Float16,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
} from "apache-arrow";
import { describeValue } from "../../describe-value.ts";
import { invalidPayload } from "../../errors.ts";
import { typedArrayName } from "../../what-counts.ts";
import { isVector } from "../foreign-shape.ts";
import { Cells } from "../infer/cells.ts";
import {
  columnsOf,
  metadataOf,
  type PlannableColumn,
  planColumns,
  type SchemaOption,
} from "../plan/plan-columns.ts";
import { type BufferCompression, writeIpcFile } from "./write-ipc-file.ts";

/** Writes columns, arrays and typed arrays of one length by name, as an Arrow IPC file. */
export function encodeColumns(
  columns: object,
  schema?: SchemaOption,
  compression?: BufferCompression,
): Uint8Array {
  const cells = new Map<string, Cells>();
  const typed = new Map<string, DataType>();
  let length: number | undefined;
  for (const [name, values] of Object.entries(columns)) {
    const type = typeOfArray(values);
    if (!Array.isArray(values) && type === undefined) {
      throw invalidPayload(
        `column "${foreignText(name)}": expected an array or a typed array, got ${describeValue(values)}${isVector(values) ? "; make a Table of it: new Table({ name: vector })" : ""}`,
      );
    }
    length ??= values.length;
    if (values.length !== length) {
      throw invalidPayload(
        `column "${foreignText(name)}" has ${values.length} values where the first has ${length}`,
      );
    }
    cells.set(name, new Cells(values, name));
    if (type !== undefined) typed.set(name, type);
  }
  const rows = length ?? 0;
  const empty = (name: string) => new Cells(new Array(rows).fill(null), name);
  const planned =
    schema === undefined ? withTypes(cells, typed, empty) : columnsOf(cells, empty, schema);
  return writeIpcFile(planColumns(planned, rows, metadataOf(schema)), compression);
}

/** Typed arrays keep their type and have no nulls; the other columns are inferred. */
function withTypes(
  cells: ReadonlyMap<string, Cells>,
  typed: ReadonlyMap<string, DataType>,
  empty: (name: string) => Cells,
): PlannableColumn[] {
  return [...cells].flatMap(([name, column]) => {
    const type = typed.get(name);
    if (type === undefined) return columnsOf(new Map([[name, column]]), empty, undefined);
    return [{ cells: column, field: new Field(name, type, true), mayHaveNulls: false }];
  });
}

function typeOfArray(values: unknown): DataType | undefined {
  switch (typedArrayName(values)) {
    case "Int8Array":
      return new Int8();
    case "Int16Array":
      return new Int16();
    case "Int32Array":
      return new Int32();
    case "BigInt64Array":
      return new Int64();
    case "Uint8Array":
    case "Uint8ClampedArray":
      return new Uint8();
    case "Uint16Array":
      return new Uint16();
    case "Uint32Array":
      return new Uint32();
    case "BigUint64Array":
      return new Uint64();
    case "Float16Array":
      return new Float16();
    case "Float32Array":
      return new Float32();
    case "Float64Array":
      return new Float64();
    default:
      return undefined;
  }
}

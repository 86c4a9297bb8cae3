import { Binary, makeData, makeVector, Table, Utf8, Vector, vectorFromArray } from "apache-arrow";
import { block } from "./block.ts";

/** The generated table: `id` int32, `value` float64, `name` string with nulls, `bytes` binary. */
export function tableOfRows(rows: number, seed: number): Table {
  return new Table({
    id: makeVector(Int32Array.from({ length: rows }, (_, k) => k)),
    value: makeVector(Float64Array.from({ length: rows }, (_, k) => k / 8)),
    name: vectorFromArray(
      Array.from({ length: rows }, (_, k) => (k % 10 === 9 ? null : `row ${k}`)),
      new Utf8(),
    ),
    bytes: bytesColumn(rows, seed),
  });
}

function bytesColumn(rows: number, seed: number): Vector<Binary> {
  const source = block(seed);
  const data = new Uint8Array(rows * 100);
  for (let k = 0; k < rows; k++) {
    const start = (k * 7919) % 65_000;
    data.set(source.subarray(start, start + 100), k * 100);
  }
  const valueOffsets = Int32Array.from({ length: rows + 1 }, (_, k) => k * 100);
  return new Vector([makeData({ type: new Binary(), length: rows, data, valueOffsets })]);
}

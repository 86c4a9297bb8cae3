import { type DataType, Dictionary, Int32, type Int64, type Uint64 } from "apache-arrow";

/**
 * A dictionary whose keys have 64 bits in the bytes. apache-arrow cannot look those up, so they are narrowed to
 * 32 when they are read; no dictionary has more entries than that.
 */
export class WideDictionary extends Dictionary {
  readonly storedIndices: Int64 | Uint64;

  constructor(values: DataType, stored: Int64 | Uint64, id: number, isOrdered: boolean) {
    super(values, new Int32(), id, isOrdered);
    this.storedIndices = stored;
  }
}

/** Narrows keys; those beyond 32 bits become -1, which no dictionary has. */
export function narrowIndices(wide: BigInt64Array | BigUint64Array): Int32Array {
  return Int32Array.from(wide, (index) =>
    index >= 0n && index <= 0x7fffffffn ? Number(index) : -1,
  );
}

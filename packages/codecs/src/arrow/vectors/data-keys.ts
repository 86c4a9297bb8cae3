import type { Data, Dictionary } from "apache-arrow";
import type { PlannedPart } from "../plan/column-plan.ts";
import { keyView } from "../plan/typed-view.ts";
import { bytesPerValue } from "../read/value-layout.ts";
import { isValidAt, keysFault, type Nulls } from "../vector-faults.ts";
import { assertNullFrom, brokenVector, fixedPart } from "./data-buffers.ts";

/** The keys of a dictionary-encoded column, as wide as the written type says. `shift`: what each key becomes. */
export function dataKeys(
  data: Data,
  type: Dictionary,
  nulls: Nulls,
  shift: Int32Array | undefined,
  name: string,
): PlannedPart {
  const { length } = data;
  const keys: ArrayLike<number | bigint> & ArrayBufferView = data.values ?? new Int32Array(0);
  const rows = Math.min(length, keys.length);
  assertNullFrom(rows, length, nulls, name);
  const fault = keysFault(keys, nulls, data.dictionary?.length ?? 0, { from: 0, to: rows });
  if (fault !== undefined) throw brokenVector(name, fault);
  const width = bytesPerValue(type.indices);
  if (shift === undefined && keys.byteLength === keys.length * width) {
    return fixedPart(data, nulls, keys, width, name);
  }
  const write = ([target]: readonly Uint8Array[]) => {
    const written = keyView(type.indices, target);
    for (let row = 0; row < rows; row++) {
      if (!isValidAt(nulls, row)) continue;
      const key = Number(keys[row]);
      written(row, shift ? (shift[key] ?? 0) : key);
    }
  };
  return { sizes: [length * width], write };
}

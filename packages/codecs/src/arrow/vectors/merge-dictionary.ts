import { foreignText } from "@natsbridge/schema/base";
import { Binary, DataType, Dictionary, Int32, Utf8, type Vector } from "apache-arrow";
import { invalidPayload } from "../../errors.ts";
import { Cells } from "../infer/cells.ts";
import { planColumn } from "../plan/plan-column.ts";
import type { PlannedDictionary } from "../plan/table-plan.ts";
import { valueIdentity } from "../plan/value-identity.ts";
import { storedKeys } from "../plan/written-schema.ts";
import { decodeColumn } from "../rows/decode-column.ts";
import { decodeEntries } from "../rows/decode-nested.ts";
import type { FoundDictionary } from "./dictionary-versions.ts";

/** One dictionary in place of several. */
export interface MergedDictionary {
  /** As wide in its keys as the old ones, or wider where the entries have become too many. */
  readonly type: Dictionary;
  readonly planned: PlannedDictionary;
  /** Of each version: the new key of each old one. */
  readonly shifts: ReadonlyMap<Vector, Int32Array>;
}

/** Puts together dictionaries that replace each other from batch to batch: the file format allows only one. */
export function mergeDictionary({ name, type, versions }: FoundDictionary): MergedDictionary {
  const context = {
    decode: decodeColumn,
    int64: "bigint",
    timestamps: "iso",
    duplicateNames: "error",
    dictionaries: new Map(),
  } as const;
  const entries: unknown[] = [];
  const known = new Map<unknown, number>();
  const shifts = new Map<Vector, Int32Array>();
  for (const version of versions) {
    const shift = decodeEntries(version, context).map((entry) => {
      const identity = valueIdentity(entry);
      const index = known.get(identity) ?? entries.push(entry) - 1;
      known.set(identity, index);
      return index;
    });
    shifts.set(version, Int32Array.from(shift));
  }
  const merged = new Dictionary(
    writableValues(type.dictionary),
    keysFor(storedKeys(type), entries.length),
    type.id,
    type.isOrdered,
  );
  const inner: PlannedDictionary[] = [];
  const plan = planColumn(merged.dictionary, new Cells(entries, name), {
    plan: planColumn,
    mayHaveNulls: true,
    dictionaries: inner,
  });
  if (inner.length > 0) {
    throw invalidPayload(
      `column "${foreignText(name)}": a dictionary that holds another changes from batch to batch, which an Arrow file cannot hold; send the batches as several tables`,
    );
  }
  const planned = { id: type.id, isDelta: false, length: entries.length, ...plan };
  return { type: merged, planned, shifts };
}

/** Views cannot be written from values; the plain types hold the same. */
function writableValues(values: DataType): DataType {
  if (DataType.isUtf8View(values)) return new Utf8();
  return DataType.isBinaryView(values) ? new Binary() : values;
}

function keysFor(keys: Dictionary["indices"], entries: number): Dictionary["indices"] {
  const highest = 2 ** (keys.bitWidth - (keys.isSigned ? 1 : 0)) - 1;
  return entries - 1 <= highest ? keys : new Int32();
}

import { foreignText } from "@natsbridge/schema/base";
import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Field,
  Float64,
  Int32,
  Int64,
  List,
  Null,
  Struct,
  TimestampMillisecond,
  TimestampNanosecond,
  Uint64,
  Utf8,
} from "apache-arrow";
import { invalidPayload } from "../../errors.ts";
import type { Cells } from "./cells.ts";
import { collectNames } from "./collect-names.ts";
import { type ColumnProfile, isExactDouble, profileColumn } from "./column-profile.ts";
import { KIND, kindName, NUMERIC } from "./value-kind.ts";

/** The type of a column, inferred from all of its values, and whether there are nulls among them. */
export interface InferredType {
  readonly type: DataType;
  readonly hasNulls: boolean;
}

const INT32 = [-0x8000_0000n, 0x7fff_ffffn] as const;
const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT64 = [0n, 2n ** 64n - 1n] as const;

/**
 * Infers the type that holds every value of a column exactly.
 *
 * @throws NatsBridgeError `invalid_payload` where no type does: mixed kinds, bigints beyond 64 bits.
 */
export function inferType(cells: Cells): InferredType {
  const profile = profileColumn(cells);
  return { type: typeOf(profile, cells), hasNulls: profile.hasNulls };
}

function typeOf(profile: ColumnProfile, cells: Cells): DataType {
  const { kinds } = profile;
  if (kinds === 0) return new Null();
  if ((kinds & ~NUMERIC) === 0) return numericType(profile, cells);
  switch (kinds) {
    case KIND.boolean:
      return new Bool();
    case KIND.string:
      return new Utf8();
    case KIND.bytes:
      return new Binary();
    case KIND.date:
      return new TimestampMillisecond("UTC");
    case KIND.instant:
      return new TimestampNanosecond("UTC");
    case KIND.day:
      return new DateDay();
    case KIND.list:
      return new List(new Field("item", inferType(cells.flatten().items).type, true));
    case KIND.object: {
      const names = collectNames(cells.values());
      return new Struct(
        names.map((name) => new Field(name, inferType(cells.member(name)).type, true)),
      );
    }
    default:
      throw mixed(profile, cells);
  }
}

function numericType(profile: ColumnProfile, cells: Cells): DataType {
  if ((profile.kinds & KIND.fraction) !== 0) {
    if ((profile.kinds & KIND.bigint) !== 0) checkBigints(cells);
    return new Float64();
  }
  const { lowest, highest } = profile;
  const fits = ([low, high]: readonly [bigint, bigint]) => lowest >= low && highest <= high;
  if (fits(INT32)) return new Int32();
  if (fits(INT64)) return new Int64();
  if (fits(UINT64)) return new Uint64();
  throw invalidPayload(
    `column "${foreignText(cells.name)}": its integers from ${foreignText(String(lowest))} to ${foreignText(String(highest))} fit neither Int64 nor UInt64; send them as strings`,
  );
}

/** Refuses bigints that a double would round. */
function checkBigints(cells: Cells): void {
  for (let row = 0; row < cells.length; row++) {
    const value = cells.at(row);
    if (typeof value === "bigint" && !isExactDouble(value)) {
      throw cells.refusal(row, "a bigint that a column with fractions holds exactly");
    }
  }
}

function mixed(profile: ColumnProfile, cells: Cells): Error {
  const [first, second] = [...profile.firstRows]
    .map(([kind, row]) => ({ name: kindName(kind), row }))
    .filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index);
  return invalidPayload(
    `column "${foreignText(cells.name)}" mixes kinds: ${first?.name} in row ${first?.row}, ${second?.name} in row ${second?.row}; convert one of them`,
  );
}

import { foreignText } from "@natsbridge/schema/base";
import { type Data, util } from "apache-arrow";
import { invalidPayload } from "../../errors.ts";
import { type PlannedPart, readyPart } from "../plan/column-plan.ts";
import { NO_NULLS, type Validity } from "../plan/validity.ts";
import { isValidAt, type Nulls } from "../vector-faults.ts";

const NONE = new Uint8Array(0);

/** The error for a vector whose buffers contradict it. */
export function brokenVector(name: string, what: string): Error {
  return invalidPayload(
    `column "${foreignText(name)}" contradicts itself: ${what}; a receiver could not read it`,
  );
}

/** The nulls of a vector. Its own count of them is not trusted, save where it says that there are none. */
export function nullsOf(data: Data): Nulls {
  const bitmap: Uint8Array | undefined = data.nullCount === 0 ? undefined : data.nullBitmap;
  return { bitmap: bitmap ?? NONE, offset: data.offset };
}

/** What a vector says about its nulls, counted anew. */
export function dataValidity({ length }: Data, nulls: Nulls, name: string): Validity {
  const { bitmap, offset } = nulls;
  if (bitmap.byteLength === 0) return NO_NULLS;
  if (bitmap.byteLength < Math.ceil((offset + length) / 8)) {
    throw brokenVector(name, "its bitmap of nulls is too short");
  }
  const nullCount = length - util.popcnt_bit_range(bitmap, offset, offset + length);
  return nullCount > 0 ? { nullCount, part: bitsPart(bitmap, offset, length) } : NO_NULLS;
}

/** Bits from an offset on, moved to the start of a buffer. */
export function bitsPart(bits: Uint8Array, offset: number, length: number): PlannedPart {
  const size = Math.ceil(length / 8);
  const first = offset >> 3;
  const shift = offset & 7;
  if (shift === 0) return readyPart(bits.subarray(first, first + size));
  return {
    sizes: [size],
    write: ([target = NONE]) => {
      for (let index = 0; index < size; index++) {
        const low = bits[first + index] ?? 0;
        const high = bits[first + index + 1] ?? 0;
        target[index] = (low >> shift) | (high << (8 - shift));
      }
    },
  };
}

/** The bytes behind a typed array of any kind. */
export function bytesBehind(view: ArrayBufferView | undefined): Uint8Array {
  return view ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : NONE;
}

/**
 * A buffer of so many bytes a row. Where the vector has fewer, apache-arrow has filled a shorter column up with nulls:
 * their bytes are zero. Anything else is refused.
 */
export function fixedPart(
  { length }: Data,
  nulls: Nulls,
  view: ArrayBufferView | undefined,
  bytesPerRow: number,
  name: string,
): PlannedPart {
  const bytes = bytesBehind(view);
  const needed = length * bytesPerRow;
  if (bytes.byteLength >= needed) return readyPart(bytes.subarray(0, needed));
  assertNullFrom(Math.floor(bytes.byteLength / bytesPerRow), length, nulls, name);
  return { sizes: [needed], write: ([target]) => target?.set(bytes) };
}

/** Refuses rows without bytes, unless they are null. */
export function assertNullFrom(from: number, length: number, nulls: Nulls, name: string): void {
  for (let row = from; row < length; row++) {
    if (isValidAt(nulls, row)) {
      throw brokenVector(name, `it has ${length} rows and values for ${from} of them`);
    }
  }
}

import { type Data, DataType, DateUnit } from "apache-arrow";
import { canonicalNumber } from "testkit/canonical-json";
import { clockText, dateText, timestampText } from "./clock.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * A cell in the canonical form of the vectors, from the raw values of its column: the getters of apache-arrow round
 * timestamps and give decimals unscaled.
 */
export function canonicalCell(data: Data, index: number): unknown {
  const { type } = data;
  if (DataType.isNull(type) || !data.getValid(index)) return null;
  if (DataType.isDictionary(type)) {
    const key = Number(data.values[index]);
    return data.dictionary === undefined ? null : chunkedCell(data.dictionary.data, key);
  }
  if (DataType.isBool(type)) {
    const bit = data.offset + index;
    return ((data.values[bit >> 3] >> (bit & 7)) & 1) === 1;
  }
  if (DataType.isInt(type)) return integer(data.values[index], type.bitWidth);
  if (DataType.isFloat(type)) return canonicalNumber(floatAt(data, index));
  if (DataType.isDecimal(type)) return decimal(data, index, type.scale, type.bitWidth);
  if (DataType.isDate(type)) {
    const value = Number(data.values[index]);
    return dateText(type.unit === DateUnit.DAY ? value : Math.floor(value / 86_400_000));
  }
  if (DataType.isTime(type)) return clockText(BigInt(data.values[index]), type.unit);
  if (DataType.isTimestamp(type)) {
    return timestampText(BigInt(data.values[index]), type.unit, Boolean(type.timezone));
  }
  if (DataType.isDuration(type)) return String(data.values[index]);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    return decoder.decode(between(data, index));
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return hex(between(data, index));
  if (DataType.isUtf8View(type)) return decoder.decode(viewAt(data, index));
  if (DataType.isBinaryView(type)) return hex(viewAt(data, index));
  if (DataType.isFixedSizeBinary(type)) {
    return hex(data.values.subarray(index * type.byteWidth, (index + 1) * type.byteWidth));
  }
  return nestedCell(data, index);
}

/** A cell of a column that consists of several pieces. */
function chunkedCell(chunks: readonly Data[], index: number): unknown {
  let rest = index;
  for (const chunk of chunks) {
    if (rest < chunk.length) return canonicalCell(chunk, rest);
    rest -= chunk.length;
  }
  return null;
}

function nestedCell(data: Data, index: number): unknown {
  const { type } = data;
  const [child] = data.children;
  if (DataType.isStruct(type)) {
    return Object.fromEntries(
      data.children.map((member, at) => [
        type.children[at]?.name ?? "",
        canonicalCell(member, index),
      ]),
    );
  }
  if (child === undefined) throw new TypeError(`no canonical form for a cell of ${type}`);
  if (DataType.isFixedSizeList(type)) {
    return items(child, index * type.listSize, (index + 1) * type.listSize);
  }
  const start = Number(data.valueOffsets[index]);
  const end = Number(data.valueOffsets[index + 1]);
  if (DataType.isList(type) || DataType.isLargeList(type)) return items(child, start, end);
  if (DataType.isMap(type)) {
    return Array.from({ length: end - start }, (_, at) =>
      child.children.map((member) => canonicalCell(member, start + at)),
    );
  }
  throw new TypeError(`no canonical form for a cell of ${type}`);
}

function items(child: Data, start: number, end: number): unknown[] {
  return Array.from({ length: end - start }, (_, at) => canonicalCell(child, start + at));
}

function integer(value: number | bigint, bits: number): number | string {
  return bits === 64 ? String(value) : Number(value);
}

function floatAt(data: Data, index: number): number {
  const { values } = data;
  // Halves lie in a Uint16Array.
  return values instanceof Uint16Array
    ? new DataView(values.buffer, values.byteOffset).getFloat16(index * 2, true)
    : Number(values[index]);
}

function between(data: Data, index: number): Uint8Array {
  return data.values.subarray(
    Number(data.valueOffsets[index]),
    Number(data.valueOffsets[index + 1]),
  );
}

/** Views are 16 bytes: a length, then the bytes themselves or a prefix, a buffer and an offset. */
function viewAt(data: Data, index: number): Uint8Array {
  const { buffer, byteOffset }: Uint8Array = data.values;
  const view = new DataView(buffer, byteOffset + index * 16, 16);
  const length = view.getInt32(0, true);
  if (length <= 12) return new Uint8Array(buffer, byteOffset + index * 16 + 4, length);
  const offset = view.getInt32(12, true);
  const part = data.variadicBuffers[view.getInt32(8, true)];
  return part?.subarray(offset, offset + length) ?? new Uint8Array(0);
}

function decimal(data: Data, index: number, scale: number, bits: number): string {
  const { buffer, byteOffset }: Uint8Array = data.values;
  const bytes = bits / 8;
  const view = new DataView(buffer, byteOffset + index * bytes, bytes);
  let unscaled = 0n;
  for (let at = bytes - 4; at >= 0; at -= 4) {
    unscaled = (unscaled << 32n) | BigInt(view.getUint32(at, true));
  }
  unscaled = BigInt.asIntN(bits, unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const text = scale > 0 ? `${whole}.${digits.slice(-scale)}` : digits;
  return unscaled < 0n ? `-${text}` : text;
}

function hex(bytes: Uint8Array): string {
  let digits = "";
  for (const byte of bytes) digits += HEX_OF_BYTE[byte];
  return digits;
}

import { type Float, type Int, Precision } from "apache-arrow";

/** Constructor of typed arrays over a part of a buffer. */
interface ViewConstructor<T> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/** A typed view of a target to write to. */
export function typedView<T>(View: ViewConstructor<T>, target: Uint8Array | undefined): T {
  const bytes = target ?? new Uint8Array(0);
  return new View(bytes.buffer, bytes.byteOffset, bytes.byteLength / View.BYTES_PER_ELEMENT);
}

type SmallInts = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;
type Floats = Uint16Array | Float32Array | Float64Array;

/** A view for integers of up to 32 bits. */
export function smallIntView(
  { bitWidth, isSigned }: Int,
  target: Uint8Array | undefined,
): SmallInts {
  if (bitWidth === 8)
    return isSigned ? typedView(Int8Array, target) : typedView(Uint8Array, target);
  if (bitWidth === 16) {
    return isSigned ? typedView(Int16Array, target) : typedView(Uint16Array, target);
  }
  return isSigned ? typedView(Int32Array, target) : typedView(Uint32Array, target);
}

/** A view for floating point numbers; those of 16 bits are bare bits. */
export function floatView({ precision }: Float, target: Uint8Array | undefined): Floats {
  if (precision === Precision.HALF) return typedView(Uint16Array, target);
  return precision === Precision.SINGLE
    ? typedView(Float32Array, target)
    : typedView(Float64Array, target);
}

/** Writes integers of any width by row. */
export function keyView(
  type: Int,
  target: Uint8Array | undefined,
): (row: number, key: number) => void {
  if (type.bitWidth === 64) {
    const wide = typedView(BigInt64Array, target);
    return (row, key) => {
      wide[row] = BigInt(key);
    };
  }
  const values = smallIntView(type, target);
  return (row, key) => {
    values[row] = key;
  };
}

const MANTISSA_BITS = 10;
const LOWEST_EXPONENT = -14;
const INFINITY_BITS = 0x7c00;
const NAN_BITS = 0x7e00;

/** The 16 bits of the nearest half-precision number, ties to even: as `Math.f16round`, which not every runtime has. */
export function float16Bits(value: number): number {
  if (Number.isNaN(value)) return NAN_BITS;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude === 0) return sign;
  if (magnitude === Number.POSITIVE_INFINITY) return sign | INFINITY_BITS;
  const exponent = Math.max(exponentOf(magnitude), LOWEST_EXPONENT);
  // In units of the last place: exact, since it is a power of two.
  const units = roundToEven(magnitude * 2 ** (MANTISSA_BITS - exponent));
  const isSubnormal = units < 1 << MANTISSA_BITS;
  // A mantissa that is rounded up to the next power of two carries into the exponent by itself.
  const biased = isSubnormal ? 0 : exponent - LOWEST_EXPONENT + 1;
  const bits = isSubnormal ? units : (biased << MANTISSA_BITS) + (units - (1 << MANTISSA_BITS));
  return sign | Math.min(bits, INFINITY_BITS);
}

/** The greatest power of two that is not above a positive number. */
function exponentOf(value: number): number {
  const guess = Math.floor(Math.log2(value));
  if (2 ** guess > value) return guess - 1;
  return 2 ** (guess + 1) <= value ? guess + 1 : guess;
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5) return floor;
  return rest > 0.5 || floor % 2 === 1 ? floor + 1 : floor;
}

/** From this length on the engine's encoder is faster than a loop, in spite of what a call to it costs. */
const LONG = 64;

const encoder: TextEncoder = new TextEncoder();

/** Writes a well-formed text as UTF-8. Gives the position behind it. */
export function writeUtf8(text: string, target: Uint8Array, position: number): number {
  const { length } = text;
  if (length < LONG) {
    let at = position;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) return encodeInto(text, target, position);
      target[at++] = unit;
    }
    return at;
  }
  return encodeInto(text, target, position);
}

function encodeInto(text: string, target: Uint8Array, position: number): number {
  return position + encoder.encodeInto(text, target.subarray(position)).written;
}

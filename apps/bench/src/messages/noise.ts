/** Bytes that no two neighbours have alike. */
export function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 7919) & 255);
}

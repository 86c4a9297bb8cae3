import { Buffer } from "node:buffer";
/** Cuts a stream into chunks of one size, the last excepted; a chunk that lies within one piece is not copied. */
export async function* chunksOf(
  stream: ReadableStream<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void> {
  let pending: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    let rest = piece;
    while (length + rest.length >= size) {
      const head = rest.subarray(0, size - length);
      yield length === 0 ? head : Buffer.concat([...pending, head], size);
      rest = rest.subarray(head.length);
      pending = [];
      length = 0;
    }
    if (rest.length > 0) {
      pending.push(rest);
      length += rest.length;
    }
  }
  if (length > 0) yield Buffer.concat(pending, length);
}

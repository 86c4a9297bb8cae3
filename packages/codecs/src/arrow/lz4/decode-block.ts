import { decodeError } from "../../errors.ts";

const MIN_MATCH = 4;

/**
 * Decompresses one LZ4 block into `target` from `written` on; matches may reach back into blocks before it.
 * Gives the new end of what is written.
 */
export function decodeBlock(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  written: number,
): number {
  let read = start;
  let write = written;
  while (read < end) {
    const token = source[read++] ?? 0;

    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255) {
        if (read >= end) throw cut();
        more = source[read++] ?? 0;
        literals += more;
      }
    }
    if (read + literals > end) throw cut();
    if (write + literals > target.length) throw tooLong();
    if (literals > 16) target.set(source.subarray(read, read + literals), write);
    else
      for (let index = 0; index < literals; index++) {
        target[write + index] = source[read + index] ?? 0;
      }
    read += literals;
    write += literals;
    // The last sequence of a block has literals only.
    if (read === end) return write;

    if (read + 2 > end) throw cut();
    const distance = (source[read] ?? 0) | ((source[read + 1] ?? 0) << 8);
    read += 2;
    if (distance === 0 || distance > write)
      throw decodeError("an LZ4 block refers to before its start");
    let length = (token & 15) + MIN_MATCH;
    if (length === 15 + MIN_MATCH) {
      let more = 255;
      while (more === 255) {
        if (read >= end) throw cut();
        more = source[read++] ?? 0;
        length += more;
      }
    }
    if (write + length > target.length) throw tooLong();
    copyMatch(target, write, distance, length);
    write += length;
  }
  return write;
}

function copyMatch(target: Uint8Array, to: number, distance: number, length: number): void {
  if (length <= 16) {
    for (let index = 0; index < length; index++) {
      target[to + index] = target[to - distance + index] ?? 0;
    }
    return;
  }
  // A match may overlap what it writes: then it repeats, in steps that double.
  let copied = 0;
  let span = distance;
  while (copied < length) {
    const step = Math.min(span, length - copied);
    target.copyWithin(to + copied, to - distance, to - distance + step);
    copied += step;
    span = distance + copied;
  }
}

function cut(): Error {
  return decodeError("an LZ4 block is cut off");
}

function tooLong(): Error {
  return decodeError("an LZ4 block is longer than it says");
}

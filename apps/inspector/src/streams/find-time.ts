/** A message's place in a stream. */
export interface Mark {
  readonly seq: number;
  /** When it was stored, in ms. */
  readonly time: number;
}

/** Reads the first mark at or after a sequence; undefined behind the last. */
export type ReadMark = (seq: number) => Promise<Mark | undefined>;

/** The sequence of the first message that was stored at a time or later; undefined where none was. Halves again and again. */
export async function sequenceAt(
  time: number,
  range: { readonly first: number; readonly last: number },
  read: ReadMark,
): Promise<number | undefined> {
  let { first, last } = range;
  let found: number | undefined;
  while (first <= last) {
    const middle = Math.floor((first + last) / 2);
    const mark = await read(middle);
    if (mark === undefined || mark.time >= time) {
      if (mark !== undefined) found = mark.seq;
      last = middle - 1;
    } else {
      first = mark.seq + 1;
    }
  }
  return found;
}

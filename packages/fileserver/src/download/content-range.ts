/** What a `Content-Range` header says; `size` is undefined for `*`. */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
  readonly size: number | undefined;
}

/** Reads `bytes 5-9/10`. Undefined when absent or malformed. */
export function parseContentRange(header: string | null): ContentRange | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(header?.trim() ?? "");
  if (match === null) return undefined;
  const [start, end] = [Number(match[1]), Number(match[2])];
  const size = match[3] === "*" ? undefined : Number(match[3]);
  return end < start || (size !== undefined && end >= size) ? undefined : { start, end, size };
}

/** A span of values, of an axis. */
export interface Span {
  readonly least: number;
  readonly most: number;
}

/** A line of a chart: each point from 0 to 1, of the width and the height. */
export interface ChartLine {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly across: Span;
  readonly up: Span;
}

/** Points that are drawn at most. */
const MOST = 1_000;

/** Draws values against places, both by row: of each stretch of rows the least and the most, so that no peak is lost. */
export function chartLine(
  length: number,
  value: (row: number) => number,
  place: (row: number) => number,
): ChartLine | undefined {
  const stretch = Math.max(1, Math.ceil(length / (MOST / 2)));
  const found: [place: number, value: number][] = [];
  for (let start = 0; start < length; start += stretch) {
    let low: [number, number] | undefined;
    let high: [number, number] | undefined;
    for (let row = start; row < Math.min(length, start + stretch); row += 1) {
      const number = value(row);
      const where = place(row);
      if (!Number.isFinite(number) || !Number.isFinite(where)) continue;
      if (low === undefined || number < low[1]) low = [where, number];
      if (high === undefined || number > high[1]) high = [where, number];
    }
    if (low === undefined || high === undefined) continue;
    found.push(low);
    if (low[0] !== high[0]) found.push(high);
  }
  if (found.length < 2) return undefined;
  found.sort(([left], [right]) => left - right);
  const across = spanOf(found.map(([where]) => where));
  const up = spanOf(found.map(([, number]) => number));
  const points = found.map(
    ([where, number]) => [partOf(across, where), partOf(up, number)] as const,
  );
  return { points, across, up };
}

function spanOf(values: readonly number[]): Span {
  return { least: Math.min(...values), most: Math.max(...values) };
}

/** A line without height, or width, runs through the middle. */
function partOf({ least, most }: Span, value: number): number {
  return most > least ? (value - least) / (most - least) : 0.5;
}

/** A line of a chart: each point from 0 to 1, of the width and the height. */
export interface ChartLine {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly least: number;
  readonly most: number;
}

/** Points that are drawn at most. */
const MOST = 1_000;

/** Draws the values by their position: of each stretch the least and the most, so that no peak is lost. */
export function chartLine(length: number, value: (row: number) => unknown): ChartLine | undefined {
  const stretch = Math.max(1, Math.ceil(length / (MOST / 2)));
  const found: [row: number, value: number][] = [];
  for (let start = 0; start < length; start += stretch) {
    let low: [number, number] | undefined;
    let high: [number, number] | undefined;
    for (let row = start; row < Math.min(length, start + stretch); row += 1) {
      const raw = value(row);
      const number = raw === null ? Number.NaN : Number(raw);
      if (!Number.isFinite(number)) continue;
      if (low === undefined || number < low[1]) low = [row, number];
      if (high === undefined || number > high[1]) high = [row, number];
    }
    if (low === undefined || high === undefined) continue;
    if (low[0] === high[0]) found.push(low);
    else found.push(...(low[0] < high[0] ? [low, high] : [high, low]));
  }
  if (found.length < 2) return undefined;
  const least = Math.min(...found.map(([, number]) => number));
  const most = Math.max(...found.map(([, number]) => number));
  const height = most - least || 1;
  const points = found.map(
    ([row, number]) => [row / (length - 1), (number - least) / height] as const,
  );
  return { points, least, most };
}

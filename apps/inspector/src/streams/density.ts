import type { Mark } from "./find-time.ts";

/** How many messages were stored in one span of time. */
export interface DensityBar {
  /** In ms. */
  readonly from: number;
  readonly to: number;
  /** By the sequences, as if the messages between two marks came evenly. */
  readonly count: number;
}

/** Spreads the sequences between marks over equal spans of time. Marks come in the order of their sequences. */
export function densityOf(marks: readonly Mark[], bars: number): DensityBar[] {
  const start = marks[0]?.time;
  const end = marks.at(-1)?.time;
  if (start === undefined || end === undefined || end <= start) return [];
  const width = (end - start) / bars;
  const counts = new Array<number>(bars).fill(0);
  for (const [index, mark] of marks.entries()) {
    const next = marks[index + 1] ?? { seq: mark.seq + 1, time: mark.time };
    const place = (mark.time - start) / width;
    spread(counts, place, place, 1);
    spread(counts, place, (next.time - start) / width, next.seq - mark.seq - 1);
  }
  return counts.map((count, index) => ({
    from: start + index * width,
    to: start + (index + 1) * width,
    count: Math.round(count),
  }));
}

/** Adds `amount` to the bars between two places, each by the part of it that lies there. */
function spread(counts: number[], from: number, to: number, amount: number): void {
  const last = counts.length - 1;
  if (to <= from) {
    const bar = Math.min(last, Math.max(0, Math.floor(from)));
    counts[bar] = (counts[bar] ?? 0) + amount;
    return;
  }
  for (let bar = Math.floor(from); bar <= Math.min(last, Math.floor(to)); bar += 1) {
    const part = Math.min(to, bar + 1) - Math.max(from, bar);
    counts[bar] = (counts[bar] ?? 0) + (amount * part) / (to - from);
  }
}

import type { Benchmark } from "./benchmark.ts";

/** The median of a contender over all rounds. */
export interface Figure {
  readonly contender: string;
  readonly median: number;
  readonly runs: readonly number[];
}

/** A bar and what was reached. */
export interface Verdict {
  readonly against: string;
  readonly atLeast: number;
  readonly ratio: number;
  readonly isMet: boolean;
}

/** What one benchmark came to. */
export interface Result {
  readonly name: string;
  readonly unit: "ms" | "bytes";
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
}

/**
 * Lets the contenders of a benchmark run in turns, so that what disturbs the machine disturbs all of them, and takes
 * their medians. One round before that is not counted.
 */
export async function measure(benchmark: Benchmark, rounds: number): Promise<Result> {
  const { name, unit, contenders, bars } = benchmark;
  const runs = new Map(contenders.map((contender) => [contender.name, [] as number[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      await collectGarbage();
      const start = performance.now();
      const own = await contender.run();
      const figure = own ?? performance.now() - start;
      if (round > 0) runs.get(contender.name)?.push(figure);
    }
  }
  const figures = [...runs].map(([contender, all]) => ({
    contender,
    median: median(all),
    runs: all,
  }));
  const [ours] = figures;
  const verdicts = bars.map(({ against, atLeast }) => {
    const other = figures.find(({ contender }) => contender === against);
    if (ours === undefined || other === undefined) throw new Error(`${name}: no "${against}"`);
    const ratio = other.median / ours.median;
    return { against, atLeast, ratio, isMet: ratio >= atLeast };
  });
  return { name, unit, figures, verdicts };
}

/** The engine frees memory on other threads for a while after it has collected: nobody is to pay for that. */
async function collectGarbage(): Promise<void> {
  if (globalThis.gc === undefined) return;
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

/** The value in the middle; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

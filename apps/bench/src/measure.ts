import type { Benchmark } from "./benchmark.ts";

/** The medians of a contender over all rounds. */
export interface Figure {
  readonly contender: string;
  readonly median: number;
  readonly runs: readonly number[];
  /** Median of the processor time of a run, in ms; undefined where it is not measured. */
  readonly cpu?: number;
}

/** A bar and what was reached. */
export interface Verdict {
  readonly against: string;
  readonly atLeast: number;
  readonly isOfCpu: boolean;
  readonly ratio: number;
  readonly isMet: boolean;
}

/** What one benchmark came to. */
export interface Result {
  readonly name: string;
  readonly unit: "ms" | "bytes";
  /** Messages in one run. */
  readonly messages?: number;
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
}

interface Runs {
  readonly figures: number[];
  readonly cpu: number[];
}

/**
 * Lets the contenders of a benchmark run in turns, so that what disturbs the machine disturbs all of them, and takes
 * their medians. One round before that is not counted.
 */
export async function measure(benchmark: Benchmark, rounds: number): Promise<Result> {
  const { name, unit, messages, contenders, bars } = benchmark;
  const runs = new Map(contenders.map(({ name: each }): [string, Runs] => [each, noRuns()]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      // Many messages pass as in a program that runs on: a collection that is asked for also drops compiled code and gives
      // memory back, and who allocates more would pay more for that.
      if (messages === undefined) await collectGarbage();
      const start = performance.now();
      const own = await contender.run();
      const took = performance.now() - start;
      const { figure, cpu } = typeof own === "object" ? own : { figure: own ?? took };
      if (round === 0) continue;
      runs.get(contender.name)?.figures.push(figure);
      if (cpu !== undefined) runs.get(contender.name)?.cpu.push(cpu);
    }
  }
  const figures = [...runs].map(
    ([contender, { figures: all, cpu }]): Figure => ({
      contender,
      median: median(all),
      runs: all,
      ...(cpu.length > 0 && { cpu: median(cpu) }),
    }),
  );
  const [ours] = figures;
  const verdicts = bars.map(({ against, atLeast, isOfCpu = false }): Verdict => {
    const other = figures.find(({ contender }) => contender === against);
    if (ours === undefined || other === undefined) throw new Error(`${name}: no "${against}"`);
    const ratio = comparedOf(other, isOfCpu) / comparedOf(ours, isOfCpu);
    return { against, atLeast, isOfCpu, ratio, isMet: ratio >= atLeast };
  });
  return { name, unit, ...(messages !== undefined && { messages }), figures, verdicts };
}

function noRuns(): Runs {
  return { figures: [], cpu: [] };
}

function comparedOf({ median: figure, cpu }: Figure, isOfCpu: boolean): number {
  return isOfCpu ? (cpu ?? Number.NaN) : figure;
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

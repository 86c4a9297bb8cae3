import { setImmediate as nextTurn } from "node:timers/promises";

interface Sample {
  /** In ms since the start. */
  readonly elapsed: number;
  /** In MiB: heap and buffers after a collection. */
  readonly used: number;
  /** In MiB: all that the process holds. */
  readonly rss: number;
}

/** What the trace says of the time after the first minute, in MiB. */
export interface MemoryRange {
  readonly lowest: number;
  readonly highest: number;
  /** How far memory rose above the first of these samples. */
  readonly growth: number;
  readonly rss: { readonly first: number; readonly last: number };
}

const MINUTE = 60_000;

/** Samples of this process's memory. */
export class MemoryTrace {
  readonly #samples: Sample[] = [];

  /** Collects garbage first, where the process was started with `--expose-gc`. */
  async sample(elapsed: number): Promise<Sample> {
    globalThis.gc?.();
    // Buffers go only after the objects that held them.
    await nextTurn();
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    const sample = { elapsed, used: toMiB(heapUsed + external), rss: toMiB(rss) };
    this.#samples.push(sample);
    return sample;
  }

  afterFirstMinute(): MemoryRange {
    const late = this.#samples.filter(({ elapsed }) => elapsed >= MINUTE);
    const samples = late.length > 0 ? late : this.#samples;
    const used = samples.map((sample) => sample.used);
    const first = samples.at(0);
    const last = samples.at(-1);
    const highest = Math.max(...used);
    return {
      lowest: Math.min(...used),
      highest,
      growth: Math.round((highest - (first?.used ?? 0)) * 10) / 10,
      rss: { first: first?.rss ?? 0, last: last?.rss ?? 0 },
    };
  }
}

function toMiB(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 10) / 10;
}

import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import { chartSvg } from "./chart.ts";
import type { Result } from "./measure.ts";

/** Results, and where and when they came about. */
export interface StoredRun {
  /** ISO 8601, the day. */
  readonly date: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly node: string;
    /** Processes that wanted a core, over the last minute at the start of the run; 0 on a quiet machine. */
    readonly load: number;
  };
  readonly results: readonly Result[];
}

/** The machine as it is now; ask for it before anything is measured. */
export function thisMachine(): StoredRun["machine"] {
  const cores = cpus();
  return {
    processor: cores[0]?.model ?? "unknown",
    cores: cores.length,
    node: process.versions.node,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}

/** Writes a run as `path`.json, and its chart as `path`.svg. */
export async function storeRun(path: string, run: StoredRun): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.json`, `${JSON.stringify(run, undefined, 2)}\n`);
  await writeFile(`${path}.svg`, chartSvg(run));
}

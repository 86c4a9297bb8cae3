import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { dirname } from "node:path";
import { chartSvg, type StoredRun } from "./chart.ts";

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

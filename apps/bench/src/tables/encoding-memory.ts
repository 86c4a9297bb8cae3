import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Benchmark } from "../benchmark.ts";

const CHILD = fileURLToPath(new URL("./measure-memory.ts", import.meta.url));

/** What the process that measures prints. */
interface Measured {
  /** Memory in use at the worst moment of encoding, above that before it. */
  readonly peak: number;
  /** What may be used: the output and one and a half times its largest column. */
  readonly allowed: number;
}

/**
 * Memory while rows are encoded, in a process of its own whose peak the kernel keeps. The other contender is what may
 * be used, so that the bar is a ratio of 1.
 */
export function encodingMemory(kind: "narrow" | "mixed", rows: number): Benchmark {
  let allowed = Number.NaN;
  return {
    name: `memory while ${rows} ${kind} rows become an IPC file`,
    unit: "bytes",
    contenders: [
      {
        name: "natsbridge",
        run: async () => {
          const measured = await measureMemory(kind, rows);
          allowed = measured.allowed;
          return measured.peak;
        },
      },
      { name: "output + 1.5 columns", run: () => allowed },
    ],
    bars: [{ against: "output + 1.5 columns", atLeast: 1 }],
  };
}

async function measureMemory(kind: string, rows: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    "--conditions=@natsbridge/source",
    CHILD,
    kind,
    String(rows),
  ]);
  const measured: Measured = JSON.parse(stdout);
  return measured;
}

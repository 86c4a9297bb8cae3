import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Benchmark } from "../benchmark.ts";

const CHILD = fileURLToPath(new URL("./measure-growth.ts", import.meta.url));
const MIB = 2 ** 20;

/** How far memory grows while 1 GiB goes up and down again, against what is allowed. */
export function memoryGrowth(server: string): Benchmark[] {
  const grow = (form: "stream" | "bytes", allowed: number): Benchmark => ({
    name: `memory while 1 GiB goes up and down as ${form === "stream" ? "a stream" : "bytes"}`,
    unit: "bytes",
    contenders: [
      { name: "natsbridge", run: async () => (await move(server, form, 1024)).growth },
      { name: "allowed", run: () => allowed },
    ],
    bars: [{ against: "allowed", atLeast: 1 }],
  });
  return [grow("stream", 64 * MIB), grow("bytes", (1024 + 64) * MIB)];
}

/** What 1 MiB costs in a small payload and in a big one. */
export function costPerMebibyte(server: string): Benchmark {
  const cost = (size: number) => async () => (await move(server, "stream", size)).ms / size;
  return {
    name: "1 MiB of a stream, up and down",
    unit: "ms",
    contenders: [
      { name: "in 2 GiB", run: cost(2048) },
      { name: "in 16 MiB", run: cost(16) },
    ],
    bars: [{ against: "in 16 MiB", atLeast: 0.8 }],
  };
}

async function move(
  server: string,
  form: "stream" | "bytes",
  size: number,
): Promise<{ readonly growth: number; readonly ms: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    "--conditions=@natsbridge/source",
    CHILD,
    server,
    form,
    String(size),
  ]);
  return JSON.parse(stdout);
}

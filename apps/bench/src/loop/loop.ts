import { monitorEventLoopDelay } from "node:perf_hooks";
import { smartreceive, smartsend } from "@natsbridge/core";
import type { Benchmark, Suite } from "../benchmark.ts";
import { startFileServers } from "../files/start-file-servers.ts";

const MIB = 2 ** 20;

/** Longest that others may wait in the 99th of 100 cases, in ms. */
const ALLOWED = 20;

/** How long others wait for their turn while something large passes. */
export const loop: Suite = {
  name: "loop",
  async prepare() {
    const servers = await startFileServers();
    const options = { fileserver_url: servers.local, is_publish: false };
    const there = async (data: Parameters<typeof smartsend>[1]) => {
      const [env] = await smartsend("s", data, options);
      await smartreceive(JSON.stringify(env), { fileserver_url: servers.local });
    };
    const file = new Uint8Array(100 * MIB);
    const rows = Array.from({ length: 40_000 }, (_, id) => ({
      id,
      name: `number ${id}`,
      note: "x".repeat(60),
    }));
    const columns = {
      one: Float64Array.from({ length: 3_276_800 }, (_, at) => at * 1.5),
      two: Float64Array.from({ length: 3_276_800 }, (_, at) => at * 2.5),
    };
    return {
      benchmarks: [
        ...delays("a file of 100 MiB, up and down", () => there([["file", file, "binary"]])),
        ...delays("a table of 50 MB, up and down", () => there([["table", columns, "arrowtable"]])),
        ...delays("4 MB of JSON, up and down", () => there([["rows", rows, "jsontable"]]), false),
      ],
      close: () => servers.close(),
    };
  },
};

/** The 99th percentile against what is allowed, and the longest wait, which has no bar. */
function delays(name: string, work: () => Promise<void>, hasBar = true): Benchmark[] {
  const measured =
    (read: (delay: ReturnType<typeof monitorEventLoopDelay>) => number) => async () => {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      await work();
      delay.disable();
      return read(delay) / 1e6;
    };
  const bars = hasBar ? [{ against: "allowed", atLeast: 1 }] : [];
  return [
    {
      name: `wait for a turn, 99th percentile: ${name}`,
      unit: "ms",
      contenders: [
        { name: "natsbridge", run: measured((delay) => delay.percentile(99)) },
        { name: "half of the waits", run: measured((delay) => delay.percentile(50)) },
        { name: "allowed", run: () => ALLOWED },
      ],
      bars,
    },
    {
      name: `wait for a turn, longest: ${name}`,
      unit: "ms",
      contenders: [{ name: "natsbridge", run: measured((delay) => delay.max) }],
      bars: [],
    },
  ];
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { WorkerOrder, WorkerReport } from "./worker-order.ts";

const PROGRAM = fileURLToPath(new URL("worker.ts", import.meta.url));

/**
 * Runs a worker until it dies, or `onReport` says that it is enough. Gives the signal that ended it: `SIGKILL` where
 * it killed itself.
 */
export async function runWorker(
  order: WorkerOrder,
  onReport: (report: WorkerReport) => "enough" | "more",
): Promise<NodeJS.Signals | null> {
  const child = spawn(
    process.execPath,
    ["--conditions=@natsbridge/source", PROGRAM, JSON.stringify(order)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const exited = once(child, "exit");
  try {
    for await (const line of createInterface(child.stdout)) {
      if (onReport(JSON.parse(line) as WorkerReport) === "enough") child.kill("SIGTERM");
    }
    const [, signal] = (await exited) as [number | null, NodeJS.Signals | null];
    return signal;
  } finally {
    child.kill("SIGKILL");
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { PeerProcess } from "./peer-declaration.ts";

export interface WorkerCommand {
  readonly peer: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly natsUrl: string;
}

/** Julia compiles for a while before it is ready. */
const START_TIMEOUT_MS = 90_000;
const KEPT_LINES = 40;

/** Starts a worker and waits until it says that it is ready. Throws with its last lines where it does not. */
export async function spawnWorker(worker: WorkerCommand): Promise<PeerProcess> {
  const child = spawn(worker.command, worker.args, {
    cwd: worker.cwd,
    env: { ...cleanEnvironment(), NATS_URL: worker.natsUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lastLines: string[] = [];
  const keep = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
  };
  const ended = endOf(child, lastLines);
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on("line", keep);
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line === `ready ${worker.peer}`) resolve();
    else keep(line);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
  const early = ended.then((last) => {
    throw new Error(`the ${worker.peer} worker ended before it was ready: ${last}`);
  });
  await Promise.race([ready, early]).finally(() => clearTimeout(timer));
  // From here on an end is reported through `ended`.
  early.catch(() => undefined);
  return {
    ended,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function endOf(child: ChildProcess, lastLines: readonly string[]): Promise<string> {
  try {
    const [code, signal] = await once(child, "close");
    return [`exit code ${code ?? signal}`, ...lastLines].join("\n");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Settings of the person who runs this must not decide what is proved. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { FILESERVER_URL, SIZE_THRESHOLD, NATSBRIDGE_ALLOWED_LINK_ORIGINS, ...rest } = process.env;
  return rest;
}

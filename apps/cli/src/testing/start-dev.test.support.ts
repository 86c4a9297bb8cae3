import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { spawnCli } from "./run-cli.test.support.ts";

/** A running `natsbridge dev --json`. */
export interface Dev extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly ready: Readonly<Record<string, string>>;
  /** `NATS_URL` and `FILESERVER_URL`, as the screen says to set them. */
  readonly env: Readonly<Record<string, string>>;
  /** The next line of traffic. */
  next(): Promise<Readonly<Record<string, unknown>>>;
}

/** Starts it and waits until it is ready. */
export async function startDev(args: readonly string[] = ["--free-ports"]): Promise<Dev> {
  const child = spawnCli(["dev", "--json", ...args]);
  if (child.stdout === null) throw new Error("dev has no output");
  child.stderr?.pipe(process.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("natsbridge dev has ended");
    return JSON.parse(value) as Readonly<Record<string, string>>;
  };
  const ready = await next();
  const { nats = "", files = "" } = ready;
  return {
    child,
    ready,
    env: { NATS_URL: nats, FILESERVER_URL: files },
    next,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGINT");
      await gone;
    },
  };
}

import { spawn } from "node:child_process";

/** Outlives this process for a moment, to end a server and remove its files. */
export interface Guard {
  /** Names the process to end with this one; 0 for none. */
  watch(pid: number): void;
  /** Removes the files, ends the watched process if any, and resolves when that is done. */
  release(): Promise<void>;
}

/** Runs in a process of its own. Its standard input closes when this process ends, in whatever way. */
const SCRIPT = `
let pid = 0;
process.stdin.on("data", (chunk) => { pid = Number(String(chunk).trim().split("\\n").at(-1)); });
process.stdin.on("end", () => {
  if (pid > 0) try { process.kill(pid, "SIGKILL"); } catch {}
  require("node:fs").rmSync(process.argv[1], { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
});
`;

/**
 * Watches over a directory and a process. A process of its own does it because no handler of this one
 * runs on SIGKILL, and because handlers for signals would change how the application itself ends.
 */
export function startGuard(directory: string): Guard {
  const process_ = spawn(process.execPath, ["-e", SCRIPT, directory], {
    // Its own group: a Ctrl-C in the terminal must not reach it.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const ended = new Promise<void>((resolve) => {
    process_.once("exit", () => resolve());
    process_.once("error", () => resolve());
  });
  process_.stdin.on("error", () => undefined);
  process_.unref();
  if ("unref" in process_.stdin && typeof process_.stdin.unref === "function") {
    process_.stdin.unref();
  }
  return {
    watch(pid) {
      process_.stdin.write(`${pid}\n`);
    },
    release() {
      process_.ref();
      process_.stdin.end();
      return ended;
    },
  };
}

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** One thing that peers need. A second run finds it there and does nothing. */
export interface Step {
  readonly name: string;
  /** Gives what is there now, such as a path. Throws where it cannot be had. */
  run(log: (line: string) => void): Promise<string>;
}

/** Runs a command; its lines go to the log, its last line of standard output is the result. */
export async function runCommand(
  command: string,
  args: readonly string[],
  log: (line: string) => void,
): Promise<string> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  let last = "";
  createInterface({ input: child.stderr }).on("line", log);
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (last !== "") log(last);
    last = line;
  });
  const { promise: ended, resolve, reject } = Promise.withResolvers<number | null>();
  child.on("error", reject);
  child.on("close", resolve);
  const code = await ended;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with exit code ${code}`);
  return last;
}

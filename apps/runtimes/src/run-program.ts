import { spawn } from "node:child_process";

export interface ProgramOptions {
  readonly cwd: string;
  /** In ms; then the program and all that it started end. */
  readonly timeout: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and gives what it wrote. @throws Error with all it wrote, where it fails or takes too long. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, timeout, env }: ProgramOptions,
): Promise<string> {
  // A group of its own, so that what it started ends with it.
  const child = spawn(command, args, {
    cwd,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
  }
  let isLate = false;
  const endGroup = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  const timer = setTimeout(() => {
    isLate = true;
    endGroup();
  }, timeout);
  process.once("exit", endGroup);
  const ended = Promise.withResolvers<number | null>();
  child.once("error", ended.reject).once("close", ended.resolve);
  try {
    const code = await ended.promise;
    const text = output.join("");
    if (code === 0) return text;
    const how = isLate ? `was not done after ${timeout} ms` : `exited ${code}`;
    throw new Error(`${command} ${args.join(" ").slice(0, 200)} ${how}:\n${text.slice(-6_000)}`);
  } finally {
    clearTimeout(timer);
    process.off("exit", endGroup);
  }
}

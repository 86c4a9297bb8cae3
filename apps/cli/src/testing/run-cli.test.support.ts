import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The command as users start it, on the sources. */
export const COMMAND: readonly string[] = [
  process.execPath,
  "--conditions=@natsbridge/source",
  fileURLToPath(new URL("../main.ts", import.meta.url)),
];

/** Programs start in half the time where their modules were compiled before. */
const COMPILED = fileURLToPath(new URL("../../node_modules/.cache/compiled", import.meta.url));

/** What a command printed, and how it ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is run. */
export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
}

/** Nothing of the machine's own settings reaches a command under test. */
export function cleanEnvironment(env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, XDG_CACHE_HOME, NATS_SERVER } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    XDG_CACHE_HOME,
    NATS_SERVER,
    NODE_COMPILE_CACHE: COMPILED,
    XDG_CONFIG_HOME: "/nonexistent",
    ...env,
  };
}

/** Starts a command with pipes. */
export function spawnCli(args: readonly string[], { env, cwd }: CliOptions = {}): ChildProcess {
  const [program = "", ...rest] = COMMAND;
  return spawn(program, [...rest, ...args], { env: cleanEnvironment(env), cwd });
}

/** Runs a command to its end. */
export async function runCli(
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  const child = spawnCli(args, options);
  const output = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(options.input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [stdout, stderr] = await output;
  return { code, stdout, stderr };
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = "";
  for await (const chunk of stream ?? []) text += String(chunk);
  return text;
}

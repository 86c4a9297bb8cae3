import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { COMMAND, cleanEnvironment } from "./run-cli.test.support.ts";

/** A command that runs in a terminal of its own. */
export interface TerminalRun {
  readonly child: ChildProcess;
  /** What was printed so far, carriage returns and escapes included. */
  output(): string;
  /** Resolves when the output matches. */
  until(pattern: RegExp): Promise<void>;
  /** Presses Ctrl-C. */
  interrupt(): void;
  readonly exitCode: Promise<number | null>;
}

/** Starts the command in a terminal of so many columns; `shell` runs a line of bash in which `natsbridge` is the command. */
export function runInTerminal(
  args: readonly string[] | { readonly shell: string },
  columns: number,
  env: Readonly<Record<string, string>> = {},
): TerminalRun {
  const quoted = COMMAND.map((word) => `'${word}'`).join(" ");
  const command =
    "shell" in args
      ? ["bash", "-c", `natsbridge() { ${quoted} "$@"; }\n${args.shell}`]
      : [...COMMAND, ...args];
  const script = fileURLToPath(new URL("./terminal.test.py", import.meta.url));
  const child = spawn("python3", [script, String(columns), ...command], {
    env: cleanEnvironment({ TERM: "xterm-256color", ...env }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const closed = once(child, "close") as Promise<[number | null]>;
  return {
    child,
    output: () => printed,
    async until(pattern) {
      const isThere = () => pattern.test(stripVTControlCharacters(printed));
      while (!isThere()) {
        const ended = closed.then(() => "ended");
        const next = once(child.stdout, "data").then(() => "data");
        const what = await Promise.race([ended, next]);
        if (what === "ended" && !isThere()) throw new Error(`never printed ${pattern}: ${printed}`);
      }
    },
    interrupt: () => void child.stdin.write("\u0003"),
    exitCode: closed.then(([code]) => code),
  };
}

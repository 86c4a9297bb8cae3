import { execFile } from "node:child_process";

/** Settings of {@link runCommand}. */
export interface RunCommandSettings {
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** In ms. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a program to its end and gives what it printed; rejects with its error output. */
export function runCommand(
  program: string,
  args: readonly string[],
  settings: RunCommandSettings,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      {
        env: settings.env ?? process.env,
        timeout: settings.timeout,
        killSignal: "SIGKILL",
        maxBuffer: 16 * 1024 * 1024,
        ...(settings.signal && { signal: settings.signal }),
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(`${stdout}${stderr}`);
        const said = stderr.trim().split("\n").slice(-3).join(" ").trim();
        const why = error.killed ? `no end within ${settings.timeout} ms` : said || error.message;
        reject(new Error(`${program}: ${why}`, { cause: error }));
      },
    );
  });
}

import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type CliResult, spawnCli } from "./run-cli.test.support.ts";

/** A command that listens and misses nothing from now on, and its result when it ends. */
export async function startListening(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly result: Promise<CliResult> }> {
  const child = spawnCli(args, { env });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("recv has no output");
  const closed = once(child, "close");
  const output = text(stdout);
  const [listening] = (await once(stderr, "data")) as [Buffer];
  if (!String(listening).includes("listening")) throw new Error(String(listening));
  const errors = text(stderr);
  return {
    result: (async () => {
      const [code] = (await closed) as [number | null];
      return { code, stdout: await output, stderr: await errors };
    })(),
  };
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { COMMAND, cleanEnvironment, runCli } from "../testing/run-cli.test.support.ts";

async function wordsFor(...words: string[]): Promise<string[]> {
  const { stdout } = await runCli(["__complete", "--", ...words]);
  return stdout.split("\n").flatMap((line) => line.split("\t")[0] || []);
}

test("commands, flags and choices are known where they can stand", async () => {
  expect(await wordsFor("se")).toEqual(["send", "serve"]);
  expect(await wordsFor("dlq", "")).toEqual(["ls", "show", "redrive", "drop"]);
  expect(await wordsFor("recv", "chat", "--st")).toEqual(["--stream"]);
  expect(await wordsFor("completion", "")).toEqual(["bash", "zsh", "fish"]);
  expect(await wordsFor("recv", "--stream", "")).toEqual([]);
});

test("bash completes with it", async () => {
  const script = `
natsbridge() { ${COMMAND.map((word) => `'${word}'`).join(" ")} "$@"; }
source <(natsbridge completion bash)
COMP_WORDS=(natsbridge recv --s); COMP_CWORD=2; _natsbridge; echo "\${COMPREPLY[@]}"`;
  const run = promisify(execFile);
  const { stdout } = await run("bash", ["-c", script], { env: cleanEnvironment() });
  expect(stdout).toBe("--stream --select --s3\n");
});

test("a shell that is none is wrong usage", async () => {
  const { code, stderr } = await runCli(["completion", "tcsh"]);
  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, " ")).toContain("Allowed choices are bash, zsh, fish");
});

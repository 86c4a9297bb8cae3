import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckResult } from "../suite/check.ts";
import type { Engine } from "./engine.ts";

/** Time for a whole suite, in ms. */
const MOST = 240_000;

/** Opens a page, waits for its report, and ends the browser with all that it started. */
export async function visit(
  engine: Engine,
  url: string,
  reported: Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> {
  const profile = mkdtempSync(join(tmpdir(), `natsbridge-${engine.name}-`));
  const [command = "", ...args] = engine.start(url, profile);
  const env = { ...process.env, HOME: profile, ...engine.env };
  const browser = spawn(command, args, { detached: true, env, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  for (const stream of [browser.stdout, browser.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
  }
  const closed = new Promise<void>((resolve) => browser.once("close", () => resolve()));
  const end = () => {
    if (browser.pid !== undefined && browser.exitCode === null)
      process.kill(-browser.pid, "SIGKILL");
  };
  process.once("exit", end);
  const ended = Promise.withResolvers<never>();
  const say = (why: string) =>
    ended.reject(new Error(`${engine.name} ${why}:\n${output.join("").slice(-3_000)}`));
  browser.once("error", ended.reject).once("exit", (code) => say(`exited ${code}`));
  const timer = setTimeout(say, MOST, `did not report within ${MOST} ms`);
  try {
    return await Promise.race([reported, ended.promise]);
  } finally {
    clearTimeout(timer);
    ended.promise.catch(() => undefined);
    end();
    await closed;
    process.off("exit", end);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

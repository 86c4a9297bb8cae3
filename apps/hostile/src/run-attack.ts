import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Attack, AttackReport, World } from "./attack.ts";

/** Time for one attack, in ms. */
const TIME_LIMIT = 120_000;

/** What came of an attack, and what is wrong with that; no fault where it is as promised. */
export interface AttackResult {
  readonly name: string;
  readonly report: AttackReport | undefined;
  readonly faults: readonly string[];
}

/** Runs an attack in a process of its own, with 256 MB of heap. */
export async function runAttack(attack: Attack, world: World): Promise<AttackResult> {
  const { name, expected, block_ms = 1_000, memory_mb = 300 } = attack;
  const limit = attack.open_files === undefined ? "" : `ulimit -n ${attack.open_files}; `;
  const child = spawn(
    "sh",
    [
      "-c",
      `${limit}exec "$0" "$@"`,
      process.execPath,
      "--conditions=@natsbridge/source",
      "--max-old-space-size=256",
      fileURLToPath(new URL("./child.ts", import.meta.url)),
      name,
      world.nats,
      world.http,
    ],
    { stdio: ["ignore", "ignore", "pipe", "ipc"] },
  );
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = `${said}${text}`.slice(-2_000);
  });
  let report: AttackReport | undefined;
  child.on("message", (given) => {
    report = given as AttackReport;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), TIME_LIMIT);
  const [code, signal] = await once(child, "exit");
  clearTimeout(timer);
  const faults: string[] = [];
  if (code !== 0) faults.push(`ended with ${signal ?? code}: ${said.trim()}`);
  if (report?.came !== expected) faults.push(`expected "${expected}", came "${report?.came}"`);
  if (report !== undefined && report.block_ms > block_ms)
    faults.push(`the event loop was held for ${report.block_ms} ms, at most ${block_ms}`);
  if (report !== undefined && report.memory_mb > memory_mb)
    faults.push(`took ${report.memory_mb} MB, at most ${memory_mb}`);
  return { name, report, faults };
}

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { pythonEnvironment } from "testkit";

const SCRIPT = fileURLToPath(new URL("../../peers/tables.py", import.meta.url));

/** pyarrow in a process of its own, which does the same work on the same rows and takes its own time. */
export class PythonTables {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(python: string, rows: number) {
    this.#process = spawn(python, [SCRIPT, String(rows)], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  static async start(rows: number): Promise<PythonTables> {
    return new PythonTables(await pythonEnvironment(), rows);
  }

  /** Rows to an uncompressed IPC file in memory; gives the milliseconds it took. */
  async encode(): Promise<number> {
    this.#process.stdin.write("encode\n");
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("pyarrow has ended");
    return Number(value);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.stdin.end();
    await ended;
  }
}

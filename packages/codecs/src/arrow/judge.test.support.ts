import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { pythonEnvironment, type VectorTable } from "testkit";
import { base64Decode, base64Encode } from "../index.ts";

const SCRIPT = fileURLToPath(new URL("../../peers/judge.py", import.meta.url));

/** What the judge is to write: a table of random data that it makes itself. */
export interface MakeRequest {
  readonly library: "pyarrow" | "pandas" | "polars";
  readonly form: "file" | "stream";
  readonly compression?: "lz4" | "zstd";
  readonly seed: number;
  /** Nested types of all kinds, whose dictionaries differ from batch to batch. */
  readonly deep?: boolean;
}

/** pyarrow, arrow-rs, pandas and polars in a process of their own, which reads and writes Arrow IPC for tests. */
export class Judge {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(python: string) {
    this.#process = spawn(python, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  static async start(): Promise<Judge> {
    return new Judge(await pythonEnvironment());
  }

  /** What a library reads out of IPC bytes: pyarrow, unless another is named; `both`: pyarrow and arrow-rs, the same. */
  async read(
    ipc: Uint8Array,
    op: "read" | "feather" | "polars" | "both" = "read",
  ): Promise<VectorTable> {
    return (await this.#ask({ op, ipc: base64Encode(ipc) })).table;
  }

  /** IPC bytes that a library wrote, and what it says is in them. */
  async make(request: MakeRequest): Promise<{ ipc: Uint8Array; table: VectorTable }> {
    const { ipc = "", table } = await this.#ask({ op: "make", ...request });
    return { ipc: base64Decode(ipc), table };
  }

  /** IPC bytes of a type for which there are no random values: a column "v". */
  async special(name: string): Promise<Uint8Array> {
    return base64Decode((await this.#ask({ op: "special", name })).ipc ?? "");
  }

  /** A table as it was written before version 0.15 of Arrow. */
  async legacy(form: "file" | "stream"): Promise<{ ipc: Uint8Array; table: VectorTable }> {
    const { ipc = "", table } = await this.#ask({ op: "legacy", form });
    return { ipc: base64Decode(ipc), table };
  }

  /** A table with one column of `string_view`, in one batch. */
  async views(texts: readonly string[]): Promise<Uint8Array> {
    return base64Decode((await this.#ask({ op: "views", texts })).ipc ?? "");
  }

  /** The types of the columns as pyarrow names them, the keys of dictionaries too. */
  async types(ipc: Uint8Array): Promise<readonly unknown[]> {
    return (await this.#ask({ op: "types", ipc: base64Encode(ipc) })).table.rows.flat();
  }

  /** The values of the first column as Python prints them, after pyarrow has checked the table in full. */
  async values(ipc: Uint8Array): Promise<readonly unknown[]> {
    const { rows } = (await this.#ask({ op: "valid", ipc: base64Encode(ipc) })).table;
    return rows[0] ?? [];
  }

  stop(): void {
    this.#process.stdin.end();
  }

  async #ask(request: object): Promise<{ ipc?: string; table: VectorTable }> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the judge has ended");
    const answer = JSON.parse(value);
    if (answer.error !== undefined) throw new Error(`the judge: ${answer.error}`);
    return answer;
  }
}

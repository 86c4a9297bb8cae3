import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { pythonEnvironment, type VectorTable } from "testkit";
import { afterAll, beforeAll } from "vitest";
import { base64Decode, base64Encode } from "../index.ts";

const SCRIPT = fileURLToPath(new URL("../../peers/other_libraries.py", import.meta.url));

/** What they are to write: a table of random data that they make themselves. */
export interface MakeRequest {
  readonly library: "pyarrow" | "pandas" | "polars";
  readonly form: "file" | "stream";
  readonly compression?: "lz4" | "zstd";
  readonly seed: number;
  /** Nested types of all kinds, whose dictionaries differ from batch to batch. */
  readonly deep?: boolean;
}

/** pyarrow, arrow-rs, pandas and polars in a process of their own, which reads and writes Arrow IPC for tests. */
export class OtherLibraries {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(python: string) {
    this.#process = spawn(python, [SCRIPT], { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  static async start(): Promise<OtherLibraries> {
    return new OtherLibraries(await pythonEnvironment());
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
    if (done) throw new Error("the other libraries have ended");
    const answer = JSON.parse(value);
    if (answer.error !== undefined) throw new Error(`the other libraries: ${answer.error}`);
    return answer;
  }
}

/** Starts them before the tests of a file, and ends them after. */
export function otherLibraries(): () => OtherLibraries {
  let running: OtherLibraries | undefined;
  beforeAll(async () => {
    running = await OtherLibraries.start();
  }, 600_000);
  afterAll(() => running?.stop());
  return () => {
    if (running === undefined) throw new Error("the other libraries were not started");
    return running;
  };
}

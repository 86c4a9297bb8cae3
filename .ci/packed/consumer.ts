import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandResult, runCommand } from "../run-command.ts";
import { packAll } from "./pack.ts";
import { readTarball } from "./tarball-faults.ts";

/** The lowest version that the packages promise to run on. */
export const FLOOR = "22.15.0";

/** One that is below it. */
export const TOO_OLD = "20.19.0";

export interface Consumer extends Disposable {
  readonly directory: string;
  /** Everything that a program can import, JSON files aside: `natsbridge`, `@natsbridge/codecs/arrow`, ... */
  readonly entries: readonly string[];
  write(name: string, text: string): void;
  run(command: string, ...args: string[]): Promise<CommandResult>;
}

function entriesOf(tarball: string): string[] {
  const { name, exports = {} } = readTarball(tarball).manifest;
  return Object.entries(exports)
    .filter(([, target]) => typeof target !== "string")
    .map(([path]) => name + path.slice(1));
}

/** A program outside the workspace that installed the packed packages with npm, and Node at the floor beside them. */
export async function installConsumer(): Promise<Consumer> {
  const directory = mkdtempSync(join(tmpdir(), "natsbridge-consumer-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  const run: Consumer["run"] = (command, ...args) => runCommand(command, args, { cwd: directory });
  const write: Consumer["write"] = (name, text) => writeFileSync(join(directory, name), text);
  try {
    const tarballs = await packAll(join(directory, "packed"));
    write("package.json", JSON.stringify({ private: true, type: "module" }));
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    const nodes = [`node@${FLOOR}`, `old-node@npm:node@${TOO_OLD}`];
    const { code, output } = await run("npm", "install", ...quiet, ...tarballs, ...nodes);
    if (code !== 0)
      throw new Error(`npm install of the packed packages exited ${code}:\n${output}`);
    return {
      directory,
      entries: tarballs.flatMap(entriesOf),
      write,
      run,
      [Symbol.dispose]: remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";
import { publicPackages, root } from "../workspace.ts";

async function mustRun(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(command, args, { cwd: root });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} exited ${code}:\n${output}`);
}

/** Packs every public package as `publish` would; they must be built. Returns the tarballs' paths. */
export async function packAll(destination: string): Promise<string[]> {
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  const filters = publicPackages().flatMap(({ directory }) => ["--filter", `./${directory}`]);
  await mustRun("npx", [
    "-y",
    "pnpm@12",
    "-r",
    ...filters,
    "pack",
    "--pack-destination",
    destination,
  ]);
  const tarballs = readdirSync(destination).filter((name) => name.endsWith(".tgz"));
  const expected = publicPackages().length;
  if (tarballs.length !== expected) {
    throw new Error(`packed ${tarballs.length} tarballs of ${expected} public packages`);
  }
  return tarballs.map((name) => join(destination, name));
}

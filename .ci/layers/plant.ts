import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** Never copied: built or fetched, and large. Package `node_modules` hold links only and are copied as links. */
const left = new Set(["dist", ".cache", ".turbo"]);

export interface Plantation extends Disposable {
  readonly directory: string;
}

/** Copies the workspace's sources into a temporary folder and writes the given files over them. */
export function plant(files: Readonly<Record<string, string>>): Plantation {
  const directory = mkdtempSync(join(tmpdir(), "natsbridge-planted-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    for (const entry of readdirSync(root, { withFileTypes: true })) {
      if (entry.isFile()) cpSync(join(root, entry.name), join(directory, entry.name));
    }
    for (const folder of [".ci", "packages", "apps"]) {
      cpSync(join(root, folder), join(directory, folder), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (source) => !left.has(source.slice(source.lastIndexOf("/") + 1)),
      });
    }
    symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  } catch (error) {
    remove();
    throw error;
  }
  return { directory, [Symbol.dispose]: remove };
}

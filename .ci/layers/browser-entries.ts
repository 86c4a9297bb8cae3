import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Packages that only Node can run: they open sockets, files and processes. */
const nodeOnly = new Set(["fileserver-local", "fileserver-objectstore", "nats-server", "testkit"]);

/** The source files that a page's bundler starts from, relative to the workspace. */
export function browserEntries(root: string): string[] {
  return readdirSync(join(root, "packages"))
    .filter((name) => !nodeOnly.has(name))
    .flatMap((name) => [`packages/${name}/src/index.ts`, `packages/${name}/src/arrow/index.ts`])
    .filter((path) => existsSync(join(root, path)));
}

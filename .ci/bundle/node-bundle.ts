import { join } from "node:path";
import { type RolldownBuild, rolldown } from "rolldown";
import { type Manifest, root, type WorkspacePackage } from "../workspace.ts";

/** Where the files lie that Node loads, below a package. */
export const NODE_FILES = "dist/node";

/** The entries that a package has for Node, by the names of their files: each with the source it is made of. */
export function nodeEntries({ exports = {} }: Manifest): Record<string, string> {
  const entries = Object.values(exports).flatMap((target): [string, string][] => {
    const { node, "@natsbridge/source": source } = Object(target) as Record<string, string>;
    if (node === undefined || source === undefined) return [];
    return [[node.slice(`./${NODE_FILES}/`.length, -".js".length), source]];
  });
  return Object.fromEntries(entries);
}

/** The source of what Node finds behind an import that begins with `#` once the package is published. */
function publishedSource({ imports = {} }: Manifest, id: string): string {
  const { default: published } = Object(imports[id]) as { readonly default: string };
  return published.replace("./dist/", "src/").replace(/\.js$/, ".ts");
}

/**
 * Puts the modules of a package together for Node: reading hundreds of small files takes longer than all else at a start.
 * What is loaded late stays in files of its own; other packages are imported as they were.
 */
export function nodeBundle({ directory, manifest }: WorkspacePackage): Promise<RolldownBuild> {
  const entries = Object.entries(nodeEntries(manifest));
  return rolldown({
    input: Object.fromEntries(
      entries.map(([name, source]) => [name, join(root, directory, source)]),
    ),
    external: /^[^.#/]/,
    platform: "node",
    plugins: [
      {
        name: "published imports",
        resolveId: (id) =>
          id.startsWith("#") ? join(root, directory, publishedSource(manifest, id)) : undefined,
      },
    ],
    transform: { target: "es2023" },
    tsconfig: false,
  });
}

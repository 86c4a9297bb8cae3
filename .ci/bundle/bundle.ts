import { readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { root, workspacePackages } from "../workspace.ts";
import { NODE_FILES, nodeBundle, nodeEntries } from "./node-bundle.ts";

/** Makes the files that Node loads, for the packages in the folders named, or for all. */
const wanted = process.argv.slice(2).map((folder) => relative(root, resolve(folder)));

for (const each of workspacePackages()) {
  const { directory, manifest } = each;
  if (wanted.length > 0 && !wanted.includes(directory)) continue;
  if (Object.keys(nodeEntries(manifest)).length === 0) continue;
  const dir = join(root, directory, NODE_FILES);
  await rm(dir, { recursive: true, force: true });
  const bundle = await nodeBundle(each);
  const { output } = await bundle.write({
    dir,
    sourcemap: true,
    chunkFileNames: "chunks/[name].js",
  });
  for (const { fileName } of output) {
    if (fileName.endsWith(".map")) await leaveSourcesOut(join(dir, fileName));
  }
  await bundle.close();
}

/** The sources are published beside the maps, which name them. */
async function leaveSourcesOut(path: string): Promise<void> {
  const { sourcesContent: _, ...map } = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify(map));
}

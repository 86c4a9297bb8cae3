import { join } from "node:path";
import { expect, test } from "vitest";
import { root, workspacePackages } from "../workspace.ts";
import { nodeBundle, nodeEntries } from "./node-bundle.ts";

const bundled = workspacePackages().filter(
  ({ manifest }) => Object.keys(nodeEntries(manifest)).length > 0,
);

test("what is loaded at each start of the library is bundled", () => {
  expect(bundled.map(({ manifest }) => manifest.name)).toEqual([
    "@natsbridge/codecs",
    "@natsbridge/core",
    "@natsbridge/fileserver",
    "@natsbridge/schema",
    "@natsbridge/transport",
  ]);
});

test.each(bundled)("$directory gives what its sources give, from few files", async (each) => {
  const { directory, manifest } = each;
  const entries = nodeEntries(manifest);
  const { output } = await (await nodeBundle(each)).generate();
  const chunks = output.filter((file) => file.type === "chunk");
  for (const [name, source] of Object.entries(entries)) {
    const chunk = chunks.find((one) => one.isEntry && one.name === name);
    const exported: object = await import(join(root, directory, source));
    expect(chunk?.exports.toSorted()).toEqual(Object.keys(exported).toSorted());
    // Itself and what it needs at once.
    expect(new Set([name, ...(chunk?.imports ?? [])]).size).toBeLessThan(20);
  }
  const outside = new Set(
    chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]),
  );
  const own = new Set(chunks.map(({ fileName }) => fileName));
  for (const name of outside) {
    if (own.has(name) || name.startsWith("node:")) continue;
    const dependency = name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/");
    expect({ ...manifest.dependencies, ...manifest.peerDependencies }).toHaveProperty([dependency]);
  }
});

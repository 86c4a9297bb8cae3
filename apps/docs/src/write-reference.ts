import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { Application, normalizePath } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { pages, repository } from "./paths.ts";
import { publicEntries } from "./public-entries.ts";

const layout: Partial<PluginOptions> = {
  entryFileName: "index",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  expandObjects: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeDeclarationFormat: "table",
  useCodeBlocks: true,
  tableColumnSettings: { hideInherited: true, hideOverrides: true },
};

const packages = join(repository, "packages");

/** What TypeDoc calls the module of a file. */
function moduleName(source: string): string {
  return relative(packages, source).replace(/(\/index)?\.ts$/, "");
}

/** The API reference: one page for each entry of each public package, from the docstrings. */
export async function writeReference(): Promise<void> {
  const out = join(pages, "reference");
  rmSync(out, { recursive: true, force: true });
  const entries = publicEntries();
  const app = await Application.bootstrapWithPlugins({
    name: "API reference",
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: entries.map(({ source }) => normalizePath(source)),
    tsconfig: join(repository, "apps/docs/reference.tsconfig.json"),
    basePath: packages,
    out,
    readme: "none",
    excludeInternal: true,
    excludePrivate: true,
    excludeProtected: true,
    router: "module",
    disableSources: true,
    githubPages: false,
    logLevel: "Warn",
    ...layout,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("The reference could not be made.");
  for (const module of project.children ?? []) {
    const entry = entries.find(({ source }) => moduleName(source) === module.name);
    if (entry === undefined) throw new Error(`No entry is the source of ${module.name}.`);
    module.name = entry.name;
  }
  await app.generateOutputs(project);
}

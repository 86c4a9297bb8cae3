import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { importedPages } from "./imported-pages.ts";
import { pages, repository } from "./paths.ts";
import { withSiteLinks } from "./site-links.ts";

/** The pages that are files of the repository, with links that hold on the site. */
export function writeImported(): void {
  for (const [page, file] of Object.entries(importedPages)) {
    const path = join(pages, page);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, withSiteLinks(file, readFileSync(join(repository, file), "utf8")));
  }
}

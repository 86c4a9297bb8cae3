import { existsSync, statSync } from "node:fs";
import { posix } from "node:path";
import { importedPages } from "./imported-pages.ts";
import { repository } from "./paths.ts";

const SOURCE = "https://github.com/natsbridge/natsbridge";

/** The page that a file of the repository is on the site, or its address at the repository's host. */
function siteAddress(path: string): string {
  const page = Object.entries(importedPages).find(([, file]) =>
    [file, file.replace(/\/README\.md$/, "")].includes(path),
  );
  if (page !== undefined) return `/${page[0]}`;
  const file = posix.join(repository, path);
  if (!existsSync(file)) throw new Error(`${path} does not exist, and is linked.`);
  return `${SOURCE}/${statSync(file).isDirectory() ? "tree" : "blob"}/main/${path}`;
}

/** Markdown of a file of the repository, with its relative links as they must be on the site. */
export function withSiteLinks(file: string, markdown: string): string {
  return markdown.replace(/\]\((?![a-z]+:|#|\/)([^)#\s]+)(#[^)\s]*)?\)/g, (_, target, anchor) => {
    const path = posix.join(posix.dirname(file), target).replace(/\/$/, "");
    return `](${siteAddress(path)}${anchor ?? ""})`;
  });
}

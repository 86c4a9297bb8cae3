import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { anchorFaults } from "./anchor-faults.ts";

/** What a page must not load: the site works without any other server. */
const foreign = /<(?:script|link|img|iframe)[^>]+(?:src|href)="https?:\/\//;

/** Throws where a built page is not there as plain Markdown, is not in `llms.txt`, links to a heading that is not there, or loads from elsewhere. What the home page says is `llms.txt`. */
export function checkBuilt(folder: string): { checked: number } {
  const listed = readFileSync(join(folder, "llms.txt"), "utf8");
  const built = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".html") && !["404.html", "index.html"].includes(path))
    .map((path) => path.slice(0, -".html".length));
  // That of a folder bears the folder's name.
  const markdown = (page: string) => `${page.replace(/\/index$/, "")}.md`;
  const faults = built.flatMap((page) => [
    ...(existsSync(join(folder, markdown(page))) ? [] : [`${page} is not there as Markdown`]),
    ...(listed.includes(`/${markdown(page)}`) ? [] : [`llms.txt lacks ${page}`]),
    ...anchorFaults(folder, page),
    ...(foreign.test(readFileSync(join(folder, `${page}.html`), "utf8"))
      ? [`${page} loads something from another server`]
      : []),
  ]);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return { checked: built.length };
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const link = /<a [^>]*?href="(\/[^"#]*|)#([^"]+)"/g;

/** VitePress finds links to pages that are not there; these are those to headings that are not there, one line each. */
export function anchorFaults(folder: string, page: string): string[] {
  const html = readFileSync(join(folder, `${page}.html`), "utf8");
  return [...html.matchAll(link)].flatMap(([, path = "", anchor = ""]) => {
    const target = path === "" ? page : path.slice(1).replace(/(^|\/)$/, "$1index");
    const file = join(folder, `${target}.html`);
    const there = existsSync(file) && readFileSync(file, "utf8").includes(` id="${anchor}"`);
    return there ? [] : [`${page} links to ${path}#${decodeURIComponent(anchor)}, not there`];
  });
}

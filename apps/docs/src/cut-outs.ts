import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const cutOut = /^<<< @\/([^\s#{[]+)(?:#([\w-]+))?/gm;

/** The code that a page shows is cut out of files by path and region. Those that are not there, one line each. */
export function cutOutFaults(folder: string, page: string, markdown: string): string[] {
  return [...markdown.matchAll(cutOut)].flatMap(([, path = "", region]) => {
    const file = join(folder, path);
    if (!existsSync(file)) return [`${page}: ${path} is not there`];
    const starts = new RegExp(`#region ${region}\\b`);
    if (region === undefined || starts.test(readFileSync(file, "utf8"))) return [];
    return [`${page}: ${path} has no region ${region}`];
  });
}

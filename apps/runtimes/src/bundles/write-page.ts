import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A page that loads one script. */
function pageOf(script: string): string {
  return `<!doctype html><title>NATSBridge</title><script type="module" src="${script}"></script>`;
}

/** Writes a page into a folder, which is made where it lacks. */
export function writePage(directory: string, script: string, name = "index.html"): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), pageOf(script));
}

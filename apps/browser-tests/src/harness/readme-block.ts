import { readFileSync } from "node:fs";

/** The block of code in the README of a package that holds `text`: what users copy is what the tests run. */
export function readmeBlock(packageName: string, text: string): string {
  const path = new URL(`../../../../packages/${packageName}/README.md`, import.meta.url);
  const blocks = readFileSync(path, "utf8").matchAll(/^```\w+\n([\s\S]*?)^```$/gm);
  const [block, ...others] = [...blocks].flatMap(([, code = ""]) =>
    code.includes(text) ? code : [],
  );
  if (block === undefined || others.length > 0)
    throw new Error(`not exactly one block with ${text} in the README of ${packageName}`);
  return block;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");

/** The README's first program, and what it prints. */
const [, program = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(readme) ?? [];
const [, printed = ""] = /^```text\n([\s\S]*?)^```$/m.exec(readme) ?? [];

/** The same for `require`: no import, and no await outside a function. */
function forRequire(text: string): string {
  const body = text.replace(/^import (.*) from (".*");$/m, "");
  return `const { NATSBridge } = require("natsbridge");\n(async () => {${body}})();\n`;
}

export const firstPage = {
  program,
  printed,
  forRequire: (): string => forRequire(program),
} as const;

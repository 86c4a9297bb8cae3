import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES, NatsBridgeError, type NatsBridgeErrorCode } from "@natsbridge/schema";
import { pages, repository } from "./paths.ts";

const read = (path: string) => readFileSync(join(repository, path), "utf8");

/** The program that provokes an error, as the tests run it. */
function example(code: NatsBridgeErrorCode): string {
  const program = read(`apps/examples/src/errors/${code.replaceAll("_", "-")}.ts`);
  const imports = program.match(/^import .*$/gm) ?? [];
  const [, body = ""] = /#region example\n([\s\S]*?) *\/\/ #endregion/.exec(program) ?? [];
  return `${imports.join("\n")}\n\n${body.replaceAll(/^ {2}/gm, "").trim()}`;
}

function errorPage(code: NatsBridgeErrorCode): string {
  const { isRetryable } = new NatsBridgeError({ code, message: "" });
  const again = isRetryable
    ? "The same call may succeed later: `isRetryable` is true, unless the error itself knows better."
    : "The same call fails again until something changes: `isRetryable` is false, unless the error itself knows better.";
  return read(`packages/schema/errors/${code}.md`)
    .replace("## Why", `${again}\n\n## Why`)
    .replace("## What it says", `## Example\n\n\`\`\`ts\n${example(code)}\n\`\`\`\n\nIt says:`);
}

/** A page for each error code, and the list of them. */
export function writeErrors(): void {
  mkdirSync(join(pages, "errors"), { recursive: true });
  const titles = ERROR_CODES.map((code) => {
    const page = errorPage(code);
    writeFileSync(join(pages, "errors", `${code}.md`), page);
    const [, title = ""] = /^# `\w+`: (.*)$/m.exec(page) ?? [];
    return `| [\`${code}\`](/errors/${code}) | ${title} |`;
  });
  const index = read("apps/docs/pages/.vitepress/errors-index.md");
  writeFileSync(join(pages, "errors/index.md"), `${index}\n${titles.join("\n")}\n`);
}

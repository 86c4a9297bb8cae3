import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export const repository: string = resolve(import.meta.dirname, "../../../..");

const pages = ["README.md", "CONTRIBUTING.md", "packages/*/README.md", "apps/docs/pages/*.md"];
const block = /^ *```(?:ts|js)\n([\s\S]*?)^ *```$/gm;

/** Every program in TypeScript or JavaScript that the documentation shows, by its page and number: `README.md 1`. */
export function codeBlocks(): ReadonlyMap<string, string> {
  const listed = execFileSync("git", ["ls-files", ...pages], { cwd: repository, encoding: "utf8" });
  return new Map(
    listed
      .split("\n")
      .filter((page) => page !== "")
      .flatMap((page) =>
        [...readFileSync(resolve(repository, page), "utf8").matchAll(block)].map(
          ([, code = ""], index) => [`${page} ${index + 1}`, code] as const,
        ),
      ),
  );
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { claimBlocks } from "./claim-blocks.ts";

const promise = /\b(always|never|at least|at most|guarantee[sd]?|whatever|however)\b/i;
const test = /\.test\.(ts|js|py)$|\/test_\w+\.py$|\/test\/\w+\.jl$/;
/** What measures or attacks, and is no test of vitest. */
const program = /^apps\/(bench|conformance|hostile|soak)\/src\//;
const marker = /<!-- proof: (.*?) -->/g;
const testLink = /\]\(([^)\s]+\.test\.ts)\)/g;

/** The words of a block, without what is no claim: code, addresses, comments, numbers of a list, names such as S3 or SHA-256. */
function words(text: string): string {
  return text
    .replaceAll(/<!--.*?-->/g, "")
    .replaceAll(/`[^`]*`/g, "")
    .replaceAll(/\]\([^)]*\)/g, "]")
    .replaceAll(/https?:\/\/\S+/g, "")
    .replaceAll(/^\s*\d+\. /gm, "")
    .replaceAll(/\b[A-Za-z]\w*[-/]?\d[\d.]*\b/g, "");
}

export const isClaim = (text: string): boolean =>
  /\d/.test(words(text)) || promise.test(words(text));

/** What is wrong with one proof: `path/of.test.ts`, or with the name of a test after a `#`. */
function proofFault(root: string, proof: string): string | undefined {
  const [path = "", name] = proof.trim().split("#");
  if (!existsSync(join(root, path))) return `${path} does not exist`;
  if (!test.test(path) && !program.test(path)) return `${path} is no test`;
  if (name === undefined || readFileSync(join(root, path), "utf8").includes(name)) return undefined;
  return `${path} has no test "${name}"`;
}

/** Every number and every promise names the test or benchmark that proves it, and every proof is there. One line per fault. */
export function claimFaults(root: string, file: string, markdown: string): string[] {
  return claimBlocks(markdown).flatMap(({ line, text }) => {
    const named = [...text.matchAll(marker)].flatMap(([, list = ""]) => list.split("; "));
    const linked = [...text.matchAll(testLink)].map(([, path = ""]) => path);
    const faults = [...named, ...linked].flatMap((proof) => proofFault(root, proof) ?? []);
    if (named.length + linked.length === 0 && isClaim(text)) {
      faults.push(`no proof of "${words(text).trim().replaceAll(/\s+/g, " ").slice(0, 90)}"`);
    }
    return faults.map((fault) => `${file}:${line}: ${fault}`);
  });
}

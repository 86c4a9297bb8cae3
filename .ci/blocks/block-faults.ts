import { existsSync, readFileSync } from "node:fs";
import { basename, join, posix } from "node:path";
import { codeBlocks } from "./code-blocks.ts";
import { commandFaults } from "./command-faults.ts";

/** What runs all blocks of a language on some pages. */
const RUN: readonly (readonly [pages: RegExp, languages: RegExp, test: string])[] = [
  [/^(README|CONTRIBUTING)\.md$/, /^(ts|js)$/, "apps/examples/src/pasted.test.ts"],
  [/^packages\/[^/]+\/README\.md$/, /^(ts|js)$/, "apps/examples/src/pasted.test.ts"],
  [/^apps\/docs\/pages\//, /^(ts|js)$/, "apps/examples/src/pasted.test.ts"],
  [/\/python\/README/, /^python$/, "apps/conformance/peers/python/tests/test_readme.py"],
  [/\/micropython\/README/, /^python$/, "apps/conformance/peers/micropython/tests/test_readme.py"],
  [/\/julia\/README/, /^julia$/, "apps/conformance/peers/julia/test/readme.jl"],
  [/^packages\/schema\/errors\//, /^text$/, "apps/examples/src/errors.test.ts"],
  [/^apps\/cli\/REFERENCE\.md$/, /^sh$/, "apps/cli/src/help-examples.test.ts"],
  [/^apps\/docs\/pages\/start\.md$/, /^sh$/, ".ci/packed/consumer.test.ts"],
  [
    /^apps\/(cli\/README|docs\/pages\/(running|inspector))\.md$/,
    /^sh$/,
    "apps/cli/src/help-examples.test.ts",
  ],
  [/README\.md$/, /^sh ci$/, ".ci/readme/run.ts"],
];

/** A test that runs a file names it, as it imports or starts it, or is it. */
function runs(root: string, test: string, file: string): boolean {
  if (test === file) return true;
  const text = existsSync(join(root, test)) ? readFileSync(join(root, test), "utf8") : "";
  const name = basename(file);
  return text.includes(name) || text.includes(`import ${name.replace(/\.py$/, "")}`);
}

/** Code that is cut out of a file, which no test that the page names runs. One line per fault. */
export function cutOutFaults(root: string, page: string, markdown: string): string[] {
  const tests = [...markdown.matchAll(/<!-- proof: (.*?) -->/g)]
    .flatMap(([, list = ""]) => list.split("; "))
    .map((proof) => proof.replace(/#.*/, ""));
  return [...markdown.matchAll(/^<<< @\/([^\s#{[]+)/gm)]
    .map(([, path = ""]) => posix.join("apps/docs/pages", path))
    .filter((file) => !tests.some((test) => runs(root, test, file)))
    .map((file) => `${page}: no test that the page names runs ${file}`);
}

/** What is wrong with the fenced blocks of a page: each is run, or names what it proves, or says why it is not run. One line per fault. */
export function blockFaults(root: string, page: string, markdown: string): string[] {
  return codeBlocks(markdown).flatMap(({ line, language, code, comment }) => {
    const place = `${page}:${line}:`;
    if (/^(proof: |not run: )\S/.test(comment)) return [];
    const run = RUN.find(([pages, languages]) => pages.test(page) && languages.test(language));
    if (run !== undefined) {
      return existsSync(join(root, run[2])) ? [] : [`${place} ${run[2]} does not exist`];
    }
    if (language !== "sh") return [`${place} nothing runs this block of "${language}"`];
    return commandFaults(root, code).map((fault) => `${place} ${fault}`);
  });
}

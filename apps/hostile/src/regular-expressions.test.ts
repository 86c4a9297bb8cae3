import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const PACKAGES = fileURLToPath(new URL("../../../packages/", import.meta.url));
const SEEDS = [...' .a0A/\\@%-_:,"&=<>{[(\n\té', "%25", "a ", ". ", "0.", "a@", "<a", "a=", "://"];

/** Every regular expression that is written in the sources of the packages, tests excepted, by its place. */
function expressions(): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(PACKAGES, { recursive: true, encoding: "utf8" })) {
    if (!/^[^/]+\/src\/.*\.ts$/.test(name) || /\.test\.|node_modules|^testkit/.test(name)) continue;
    const text = readFileSync(join(PACKAGES, name), "utf8");
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.set(`${name}: ${node.text}`, node.text);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** Longest time that an expression takes with inputs of a length, in ms, and the worst input. */
function slowest(expression: RegExp, length: number): { ms: number; seed: string } {
  let worst = { ms: 0, seed: "" };
  for (const seed of SEEDS) {
    const many = seed.repeat(Math.ceil(length / seed.length));
    for (const input of [`${many}\u0001`, `x${many}\u0001x`]) {
      const started = performance.now();
      input.replace(expression, "");
      const ms = performance.now() - started;
      if (ms > worst.ms) worst = { ms, seed };
    }
  }
  return worst;
}

const all = expressions();

test("there are some", () => {
  expect(all.size).toBeGreaterThan(50);
});

test.each([...all])("%s takes no time that grows with the square of its input", (_place, text) => {
  const [, body = "", flags = ""] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [];
  const expression = new RegExp(body, flags);
  // What is quadratic shows at a hundredth of the length, without an hour of waiting.
  expect(slowest(expression, 10_000).ms).toBeLessThan(60);
  expect(slowest(expression, 1_000_000).ms).toBeLessThan(1_000);
});

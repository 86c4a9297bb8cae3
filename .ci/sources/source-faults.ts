/** Assembled from parts, so that this file does not find itself. */
const suppressions = [
  ["@ts", "(ignore|expect-error|nocheck)"],
  ["biome", "ignore"],
  ["eslint", "disable"],
  ["dependency-cruiser", "disable"],
  ["@knip", "ignore"],
].map((parts) => new RegExp(parts.join("-")));

const skips = /\b(?:it|test|describe|suite)\.(?:skip|only|todo|skipIf|runIf|fails)\b/;

/** What no source may hold: switched-off checks and skipped tests. One line per fault. */
export function sourceFaults(path: string, text: string): string[] {
  const rules = path.endsWith(".test.ts") ? [...suppressions, skips] : suppressions;
  return text
    .split("\n")
    .flatMap((line, index) =>
      rules.some((rule) => rule.test(line)) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
    );
}

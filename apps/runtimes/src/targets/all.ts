import { BROWSERS } from "./browsers.ts";
import { BUNDLES } from "./bundles.ts";
import { COMMAND_LINES } from "./command-line.ts";
import { COMPILERS } from "./compilers.ts";
import { esbuildNode } from "./esbuild-node.ts";
import { jest } from "./jest.ts";
import { NEXT_SERVERS } from "./next-server.ts";
import { nodeNats3 } from "./node-nats3.ts";
import type { Target } from "./target.ts";
import { workerd } from "./workerd.ts";

/** Everything that `pnpm runtimes` runs. */
export const TARGETS: readonly Target[] = [
  ...COMMAND_LINES,
  nodeNats3,
  jest,
  esbuildNode,
  workerd,
  ...NEXT_SERVERS,
  ...BROWSERS,
  ...BUNDLES,
  ...COMPILERS,
];

/** What `pnpm runtimes ci` runs: one of each kind that people use most, within minutes. */
const IN_CI: ReadonlySet<string> = new Set([
  "node-22.15",
  "bun",
  "deno-no-env",
  "chromium-page",
  "firefox-page",
  "firefox-service-worker",
  "webkit-page",
  "vite",
  "webpack",
  "esbuild",
  "esbuild-opentelemetry",
  "typescript-5.7",
  "typescript-7",
]);

/** The targets that these words name: `ci`, or names; none for all. @throws Error for a word that names nothing. */
export function targetsNamed(words: readonly string[]): readonly Target[] {
  if (words.length === 0) return TARGETS;
  if (words.length === 1 && words[0] === "ci") return TARGETS.filter(({ name }) => IN_CI.has(name));
  const names = TARGETS.map(({ name }) => name);
  const unknown = words.filter((word) => !names.includes(word));
  if (unknown.length === 0) return TARGETS.filter(({ name }) => words.includes(name));
  throw new Error(`unknown: ${unknown.join(" ")}. There are ci, ${names.join(", ")}`);
}

import { BROWSERS } from "./browsers.ts";
import { BUNDLES } from "./bundles.ts";
import { COMMAND_LINES } from "./command-line.ts";
import { COMPILERS } from "./compilers.ts";
import type { Target } from "./target.ts";

/** Everything that `pnpm runtimes` runs. */
export const TARGETS: readonly Target[] = [...COMMAND_LINES, ...BROWSERS, ...BUNDLES, ...COMPILERS];

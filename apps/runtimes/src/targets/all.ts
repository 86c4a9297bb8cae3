import { COMMAND_LINES } from "./command-line.ts";
import type { Target } from "./target.ts";

/** Everything that `pnpm runtimes` runs. */
export const TARGETS: readonly Target[] = [...COMMAND_LINES];

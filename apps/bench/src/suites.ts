import type { Suite } from "./benchmark.ts";
import { files } from "./files/files.ts";
import { tables } from "./tables/tables.ts";

/** Everything that can be measured. */
export const suites: readonly Suite[] = [tables, files];

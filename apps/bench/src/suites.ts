import type { Suite } from "./benchmark.ts";
import { delivery } from "./delivery/delivery.ts";
import { files } from "./files/files.ts";
import { tables } from "./tables/tables.ts";
import { telemetry } from "./telemetry/telemetry.ts";

/** Everything that can be measured. */
export const suites: readonly Suite[] = [tables, files, delivery, telemetry];

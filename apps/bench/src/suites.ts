import type { Suite } from "./benchmark.ts";
import { files } from "./files/files.ts";
import { messages } from "./messages/messages.ts";
import { tables } from "./tables/tables.ts";
import { telemetry } from "./telemetry/telemetry.ts";

/** Everything that can be measured. */
export const suites: readonly Suite[] = [messages, tables, files, telemetry];

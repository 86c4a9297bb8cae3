import type { Suite } from "./benchmark.ts";
import { files } from "./files/files.ts";
import { loop } from "./loop/loop.ts";
import { growth } from "./messages/growth.ts";
import { messages } from "./messages/messages.ts";
import { start } from "./start/start.ts";
import { tables } from "./tables/tables.ts";
import { telemetry } from "./telemetry/telemetry.ts";

/** Everything that can be measured. */
export const suites: readonly Suite[] = [messages, growth, start, loop, tables, files, telemetry];

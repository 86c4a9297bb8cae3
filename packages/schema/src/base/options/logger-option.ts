import type { Logger } from "../log.ts";
import { quietly } from "../quietly.ts";
import { isGiven } from "./check-option.ts";
import { invalidConfig } from "./invalid-config.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** A logger. What it throws or rejects with is swallowed: it must not undo what was published. */
export function loggerOption(name: string, logger: Logger | null | undefined): Logger | undefined {
  if (!isGiven(logger)) return undefined;
  if (!LEVELS.every((level) => typeof logger[level] === "function")) {
    throw invalidConfig(name, "an object with debug, info, warn and error", logger);
  }
  const log =
    (level: (typeof LEVELS)[number]): Logger["info"] =>
    (line, fields) =>
      quietly(() => logger[level](line, fields));
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

import type { Logger } from "@natsbridge/schema";
import { functionOption } from "./check-option.ts";
import { invalidConfig } from "./invalid-config.ts";
import type { Progress } from "./progress.ts";

/** The options with which a caller follows one call, sending or receiving. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly on_progress?: ((progress: Progress) => void) | undefined;
  readonly logger?: Logger | undefined;
}

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** @throws NatsBridgeError `invalid_config`, which names the option. */
export function callOptions(options: CallOptions): Required<CallOptions> {
  return {
    signal: signalOption(options.signal),
    on_progress: functionOption("on_progress", options.on_progress),
    logger: loggerOption(options.logger),
  };
}

function signalOption(signal: AbortSignal | null | undefined): AbortSignal | undefined {
  if (signal === undefined || signal === null) return undefined;
  // Not instanceof: a test environment may bring an AbortSignal of its own.
  const isSignal =
    typeof signal === "object" &&
    typeof signal.aborted === "boolean" &&
    typeof signal.addEventListener === "function";
  if (!isSignal) throw invalidConfig("signal", "an AbortSignal", signal);
  return signal;
}

function loggerOption(logger: Logger | null | undefined): Logger | undefined {
  if (logger === undefined || logger === null) return undefined;
  if (!LEVELS.every((level) => typeof logger[level] === "function")) {
    throw invalidConfig("logger", "an object with debug, info, warn and error", logger);
  }
  const log =
    (level: (typeof LEVELS)[number]): Logger["info"] =>
    (line, fields) => {
      try {
        logger[level](line, fields);
      } catch {
        // A logger that fails must not undo what was published.
      }
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

import type { Logger } from "@natsbridge/schema";
import { functionOption, loggerOption, signalOption } from "@natsbridge/schema/base";
import type { Progress } from "./progress.ts";

/** The options with which a caller follows one call, sending or receiving. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly on_progress?: ((progress: Progress) => void) | undefined;
  readonly logger?: Logger | undefined;
}

/** @throws NatsBridgeError `invalid_config`, which names the option. */
export function callOptions(options: CallOptions): Required<CallOptions> {
  return {
    signal: signalOption("signal", options.signal),
    on_progress: functionOption("on_progress", options.on_progress),
    logger: loggerOption("logger", options.logger),
  };
}

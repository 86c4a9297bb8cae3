import type { SmartReceiveOptions } from "../receive/receive-options.ts";
import type { SmartSendOptions } from "../send/send-options.ts";

/** Options of `NATSBridge.connect`: where to connect, and defaults for every send and receive of the bridge. */
export interface BridgeOptions
  extends Omit<SmartSendOptions, "msg_id" | "signal">,
    Omit<SmartReceiveOptions, "lazy" | "signal"> {
  /** Time for the first connection in ms. Default: 5,000. */
  readonly connect_timeout?: number | undefined;
  /** Gives up connecting. */
  readonly signal?: AbortSignal | undefined;
}

/** Options given to a call win over the bridge's; an undefined one counts as not given. */
export function mergeOptions<Options extends object>(defaults: object, options: Options): Options {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) } as Options;
}

import { PublishFlow } from "@natsbridge/transport";
import type { SmartReceiveOptions } from "./receive-options.ts";
import type { SmartSendOptions } from "./send-options.ts";

/** Options of `NATSBridge.connect`: where to connect, and defaults for every send and receive of the bridge. */
export interface BridgeOptions
  extends Omit<SmartSendOptions, "msg_id" | "signal">,
    Omit<SmartReceiveOptions, "lazy" | "signal"> {
  /** Time for the first connection in ms. Default: 5,000. */
  readonly connect_timeout?: number | undefined;
  /**
   * Most bytes that this bridge publishes per second. A Core publisher cannot see how far a subscriber lags, and the
   * server cuts off one with 64 MB pending. Default: no limit.
   */
  readonly max_bytes_per_second?: number | undefined;
  /** Most bytes handed to the client and not yet taken by the server; further sends wait. Default: 33,554,432. */
  readonly max_unflushed_bytes?: number | undefined;
  /**
   * Time that `close()` gives handlers in hand, in ms; then the connection closes, and what they did not finish is
   * delivered again. Default: 30,000.
   */
  readonly drain_timeout?: number | undefined;
  /** Gives up connecting. */
  readonly signal?: AbortSignal | undefined;
}

/** Options given to a call win over the bridge's; `undefined` and `null` count as not given. */
export function mergeOptions<Options extends object>(defaults: object, options: Options): Options {
  const merged: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && value !== null) merged[name] = value;
  }
  return merged as Options;
}

/** Whether a call brings no options of its own. */
export function isEmpty(options: object): boolean {
  for (const _name in options) return false;
  return true;
}

/** The defaults of every send and receive. @throws NatsBridgeError `invalid_config`. */
export function bridgeDefaults(options: BridgeOptions): BridgeOptions {
  const { fileserver } = options;
  const flow = options.flow ?? publishFlow(options);
  const fileservers = options.fileservers ?? [];
  // A bridge reads what it sent. A store that names no origins would claim the links of all others as well.
  const isKnown = fileserver?.origins !== undefined || fileserver?.owns !== undefined;
  const isRead = isKnown && !fileservers.includes(fileserver);
  return { ...options, flow, fileservers: isRead ? [...fileservers, fileserver] : fileservers };
}

/** The bounds of all that a bridge publishes. */
function publishFlow({ max_bytes_per_second, max_unflushed_bytes }: BridgeOptions): PublishFlow {
  return new PublishFlow({
    max_bytes_per_second,
    max_unflushed_bytes,
  });
}

import { NATSBridge } from "natsbridge";
import { connectOptions } from "./connect-options.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { storeOptions } from "./store-options.ts";

/** A bridge as the flags say. @throws NatsBridgeError as `NATSBridge.connect`. */
export async function openBridge(flags: GlobalFlags, signal: AbortSignal): Promise<NATSBridge> {
  const { servers, connection_options, additions } = await connectOptions(flags);
  return NATSBridge.connect({
    ...(await storeOptions(flags, additions)),
    broker_url: servers,
    connection_options,
    signal,
  });
}

import { connect, type NatsConnection } from "@natsbridge/transport";
import { connectOptions } from "./connect-options.ts";
import type { GlobalFlags } from "./global-flags.ts";

/** A connection as the flags say. @throws NatsBridgeError as `connect`. */
export async function openConnection(
  flags: GlobalFlags,
  signal: AbortSignal,
): Promise<NatsConnection> {
  const { servers, connection_options } = await connectOptions(flags);
  return connect({ servers, connection_options, reconnect: false, signal });
}

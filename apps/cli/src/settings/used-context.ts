import type { GlobalFlags } from "./global-flags.ts";
import { type NatsContext, readContext, selectedContext } from "./nats-context.ts";

/**
 * The context that counts, where one does: the one that was named, else the one that `nats` has selected, but not beside
 * a broker that was named.
 *
 * @throws NatsBridgeError `invalid_config` as `readContext`.
 */
export async function usedContext(
  flags: GlobalFlags,
): Promise<{ readonly name?: string; readonly context: NatsContext }> {
  const selected = flags.nats === undefined ? await selectedContext() : undefined;
  const name = flags.context ?? selected;
  return name === undefined ? { context: {} } : { name, context: await readContext(name) };
}

import { assertPlace, type JetStreamPlace } from "@natsbridge/transport";
import type { GlobalFlags } from "./global-flags.ts";
import { usedContext } from "./used-context.ts";

/**
 * Which JetStream is asked: as the flags say, else as the context does, where a domain wins over a prefix as in the
 * `nats` command.
 *
 * @throws NatsBridgeError `invalid_config` naming the flag or the field.
 */
export async function jetStreamPlace(flags: GlobalFlags): Promise<JetStreamPlace> {
  const { jsDomain, jsApiPrefix } = flags;
  if (jsDomain !== undefined || jsApiPrefix !== undefined) {
    return checked({ domain: jsDomain, api_prefix: jsApiPrefix }, "--js-");
  }
  const { name, context } = await usedContext(flags);
  const { jetstream_domain: domain, jetstream_api_prefix: api_prefix } = context;
  const place = domain === undefined ? { api_prefix } : { domain };
  return checked(place, `context ${JSON.stringify(name)}, jetstream_`);
}

function checked(place: JetStreamPlace, label: string): JetStreamPlace {
  assertPlace(place, label);
  return place;
}

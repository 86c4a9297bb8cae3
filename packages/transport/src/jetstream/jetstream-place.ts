import { filledTextOption, invalidConfig, isGiven } from "@natsbridge/schema/base";

/** Which JetStream is asked, where it is not that of the connection's own account and domain. */
export interface JetStreamPlace {
  /** JetStream domain, as sites at the edge have one: its API is `$JS.<domain>.API`. Default: the connection's own. */
  readonly domain?: string | undefined;
  /** What an API was imported as from another account, such as `JS.hub.API`. Default: `$JS.API`. Not beside `domain`. */
  readonly api_prefix?: string | undefined;
}

/** Subject that the questions to a JetStream begin with. */
export function apiPrefix({ domain, api_prefix }: JetStreamPlace = {}): string {
  if (isGiven(api_prefix)) return api_prefix;
  return isGiven(domain) ? `$JS.${domain}.API` : "$JS.API";
}

/** The place alone, out of options that say more. */
export function placeOf({ domain, api_prefix }: JetStreamPlace): JetStreamPlace {
  return { domain, api_prefix };
}

/**
 * Checks {@link JetStreamPlace}; `label` stands before the names, as in `jetstream.domain`.
 *
 * @throws NatsBridgeError `invalid_config`, which names the option.
 */
export function assertPlace(place: JetStreamPlace, label = ""): void {
  const domain = filledTextOption(`${label}domain`, place.domain, undefined);
  const api_prefix = filledTextOption(`${label}api_prefix`, place.api_prefix, undefined);
  if (domain !== undefined && !/^[^\s.*>\p{Cc}]+$/u.test(domain))
    throw invalidConfig(`${label}domain`, "a name without white space, dots, * and >", domain);
  if (api_prefix === undefined) return;
  if (domain !== undefined)
    throw invalidConfig(`${label}api_prefix`, "nothing beside domain, which is one", api_prefix);
  if (!/^[^\s.*>\p{Cc}]+(\.[^\s.*>\p{Cc}]+)*$/u.test(api_prefix)) {
    const expected = "a subject without wildcards, such as JS.hub.API";
    throw invalidConfig(`${label}api_prefix`, expected, api_prefix);
  }
}

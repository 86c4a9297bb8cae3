import {
  assertKnownOptions,
  bytesOption,
  foreignText,
  NatsBridgeError,
  type OptionNames,
  redactLink,
} from "@natsbridge/schema/base";
import { normalizedOrigin, parseLinkEntries } from "./link-entry.ts";
import { type LinkOwner, ownsLink } from "./link-owner.ts";
import { pathBelow } from "./path-below.ts";

/** Decides which links of a message may be read. Links are hostile input. */
export interface LinkPolicy {
  /** Most bytes to read from one link. */
  readonly max_bytes: number;
  /**
   * @param label names the payload in the error.
   * @throws NatsBridgeError `link_forbidden`, saying which origin was refused and how to allow it.
   */
  assertAllowed(url: string, label: string): void;
}

/** Settings of {@link createLinkPolicy}. */
export interface LinkPolicySettings {
  /**
   * Origins such as `https://files.example.org`, or folders of one such as `https://files.example.org/tenant-a/`; or
   * `"any"` to switch the check off.
   */
  readonly allowed_origins: readonly string[] | "any";
  /** Stores whose own links are allowed as well. Default: none. */
  readonly stores?: readonly LinkOwner[] | undefined;
  /** Most bytes to read from one link. */
  readonly max_bytes: number;
}

const KNOWN: OptionNames<LinkPolicySettings> = {
  allowed_origins: true,
  stores: true,
  max_bytes: true,
};

/** Names of one and the same machine; for this policy they are one origin, since peers name it differently. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * A policy that allows http and https links, without user and password, which a store knows as its own or an entry of
 * `allowed_origins` covers. Paths are compared after every `%2e`, `%2f` and `%5c` was decoded.
 *
 * @throws NatsBridgeError `invalid_config` when an origin is malformed.
 */
export function createLinkPolicy(settings: LinkPolicySettings): LinkPolicy {
  assertKnownOptions("link policy settings", settings, KNOWN);
  const { stores = [] } = settings;
  const max_bytes = bytesOption("max_bytes", settings.max_bytes, Infinity, { infinite: true });
  const entries = parseLinkEntries("allowed_origins", settings.allowed_origins);
  return {
    max_bytes,
    assertAllowed(link, label) {
      const refuse = (why: string) =>
        new NatsBridgeError({
          code: "link_forbidden",
          message: `${label}: ${redactLink(link)} refused: ${why}`,
        });
      const url = URL.parse(link);
      if (url === null) throw refuse("not an absolute URL");
      if (!/^https?:$/.test(url.protocol))
        throw refuse(`${foreignText(url.protocol)} is neither http: nor https:`);
      if (url.username !== "" || url.password !== "") throw refuse("it carries a user or password");
      if (entries === "any") return;
      const isAllowed = aliases(url).some(
        (alias) =>
          entries.some((entry) => pathBelow(alias, entry) !== undefined) ||
          stores.some((store) => ownsLink(store, alias)),
      );
      if (!isAllowed) throw refuse(explain(url, entries, stores));
    },
  };
}

/** The link under every name of its host. */
function aliases(url: URL): string[] {
  const host = url.hostname.replace(/\.$/, "");
  return (LOOPBACK.includes(host) ? LOOPBACK : [host]).map((hostname) => {
    const alias = new URL(url);
    alias.hostname = hostname;
    return alias.href;
  });
}

function explain(url: URL, entries: readonly string[], stores: readonly LinkOwner[]): string {
  const origin = normalizedOrigin(url);
  const folder = `${origin}${url.pathname.replace(/[^/]*$/, "")}`;
  const near = stores.find((store) => isNear(url, store));
  if (near !== undefined) {
    return `it leads to the server of the store "${near.name}", but is none of that store's own links (another bucket, prefix, folder or path style). To read it by a plain GET, add "${foreignText(folder)}" to allowed_link_origins or NATSBRIDGE_ALLOWED_LINK_ORIGINS`;
  }
  const known = [...stores.flatMap(({ origins }) => origins ?? []), ...entries];
  const list = known.length === 0 ? "none" : known.join(", ");
  return `origin ${foreignText(origin)} is not allowed (allowed: ${list}). To allow it, add it to allowed_link_origins or NATSBRIDGE_ALLOWED_LINK_ORIGINS`;
}

/** Whether a link leads to a store's server, or to a bucket of it that is in the name of the host. */
function isNear({ hostname, port }: URL, { origins }: LinkOwner): boolean {
  if (!Array.isArray(origins)) return false;
  return origins.some((origin) => {
    const { hostname: own = "", port: ownPort } = URL.parse(origin) ?? {};
    if (port !== ownPort) return false;
    return (
      hostname === own ||
      hostname.endsWith(`.${own}`) ||
      own.endsWith(`.${hostname}`) ||
      (LOOPBACK.includes(hostname) && LOOPBACK.includes(own))
    );
  });
}

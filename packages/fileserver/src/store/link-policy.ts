import { NatsBridgeError, redactUrl } from "@natsbridge/schema";

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
  /** Origins such as `https://files.example.org`, or `"any"` to switch the check off. */
  readonly allowed_origins: readonly string[] | "any";
  /** Most bytes to read from one link. */
  readonly max_bytes: number;
}

/**
 * A policy that allows http and https links of the given origins, without user and password.
 * @throws NatsBridgeError `invalid_config` when an origin is malformed.
 */
export function createLinkPolicy(settings: LinkPolicySettings): LinkPolicy {
  const { allowed_origins, max_bytes } = settings;
  const allowed =
    allowed_origins === "any" ? undefined : new Set(allowed_origins.map(parseAllowedOrigin));
  return {
    max_bytes,
    assertAllowed(url, label) {
      const refuse = (why: string): never => {
        throw new NatsBridgeError({
          code: "link_forbidden",
          message: `${label}: link ${redactUrl(url)} refused: ${why}`,
        });
      };
      if (!URL.canParse(url)) return refuse("not an absolute URL");
      const parsed = new URL(url);
      if (!isHttp(parsed)) return refuse(`${parsed.protocol} is neither http: nor https:`);
      if (parsed.username !== "" || parsed.password !== "")
        return refuse("it carries a user or password");
      const origin = normalizedOrigin(parsed);
      if (allowed === undefined || allowed.has(origin)) return;
      const list = allowed.size === 0 ? "none" : [...allowed].join(", ");
      refuse(
        `origin ${origin} is not allowed (allowed: ${list}). To allow it, add it to allowed_link_origins or NATSBRIDGE_ALLOWED_LINK_ORIGINS`,
      );
    },
  };
}

/**
 * The origin of an http or https URL in the form that links are compared in: lower case, no default port, no trailing dot.
 * @throws NatsBridgeError `invalid_config` for anything else; `setting` names the option or variable it came from.
 */
export function linkOrigin(url: string, setting: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && isHttp(parsed)) return normalizedOrigin(parsed);
  throw new NatsBridgeError({
    code: "invalid_config",
    message: `${setting}: "${redactUrl(String(url))}" is not an http or https URL, such as https://files.example.org`,
  });
}

function parseAllowedOrigin(text: string): string {
  const origin = linkOrigin(text, "allowed_link_origins");
  const { pathname, search, hash, username, password } = new URL(text);
  if (pathname === "/" && `${search}${hash}${username}${password}` === "") return origin;
  throw new NatsBridgeError({
    code: "invalid_config",
    message: `allowed_link_origins: "${redactUrl(text)}" is more than an origin; only scheme, host and port are compared, so write ${origin}`,
  });
}

function isHttp(url: URL): boolean {
  return url.protocol === "http:" || url.protocol === "https:";
}

function normalizedOrigin(url: URL): string {
  const port = url.port === "" ? "" : `:${url.port}`;
  return `${url.protocol}//${url.hostname.replace(/\.$/, "")}${port}`;
}

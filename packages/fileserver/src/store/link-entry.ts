import { invalidConfig, NatsBridgeError, redactUrl } from "@natsbridge/schema/base";

/** Places that links may lead to: an origin, or a folder of one, each ending in `/`; or anywhere. */
export type LinkEntries = readonly string[] | "any";

/**
 * Reads `allowed_link_origins`, or the environment variable that stands for it: origins such as
 * `https://files.example.org`, a folder of one such as `https://files.example.org/tenant-a/`, separated by commas in
 * text; or `any`.
 *
 * @param name names the option or variable in the error.
 * @throws NatsBridgeError `invalid_config` for a wildcard, a query, a user, and what is no http or https URL.
 */
export function parseLinkEntries(name: string, value: unknown): LinkEntries {
  if (value === "any") return "any";
  if (!Array.isArray(value)) throw invalidConfig(name, `a list of origins or "any"`, value);
  return value.map((entry) => parseEntry(name, entry));
}

function parseEntry(name: string, entry: unknown): string {
  const url = typeof entry === "string" ? URL.parse(entry) : null;
  const refuse = (why: string) =>
    new NatsBridgeError({
      code: "invalid_config",
      message: `${name}: "${redactUrl(String(entry))}" ${why}`,
      details: { option: name },
    });
  if (url === null || !/^https?:$/.test(url.protocol))
    throw refuse("is not an http or https URL, such as https://files.example.org");
  // Some browsers percent-encode it.
  if (/\*|%2a/i.test(url.href)) throw refuse("has a wildcard; write each origin by itself");
  if (`${url.search}${url.hash}${url.username}${url.password}` !== "")
    throw refuse("is more than an origin and a folder: leave out user, query and fragment");
  return `${normalizedOrigin(url)}${url.pathname.replace(/\/?$/, "/")}`;
}

/** The origin of a URL in the form that links are compared in: lower case, no default port, no trailing dot. */
export function normalizedOrigin({ protocol, hostname, port }: URL): string {
  return `${protocol}//${hostname.replace(/\.$/, "")}${port === "" ? "" : `:${port}`}`;
}

/**
 * The origin of an http or https URL in the form that links are compared in.
 * @throws NatsBridgeError `invalid_config` for anything else; `setting` names the option or variable it came from.
 */
export function linkOrigin(url: string, setting: string): string {
  const parsed = URL.parse(url);
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return normalizedOrigin(parsed);
  throw new NatsBridgeError({
    code: "invalid_config",
    message: `${setting}: "${redactUrl(String(url))}" is not an http or https URL, such as https://files.example.org`,
  });
}

import { sha256Text } from "#sha256";
import { foreignText } from "./error-text.ts";

/** As URL parsers read it: any number of slashes of either kind, and commas in a password. */
const LINK_USER_INFO = /^(\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]+)?[^/\\]*@/i;

/** A URL fit for logs and errors: without user, password, query and fragment (signed links carry secrets there). */
export function redactUrl(url: string): string {
  const end = url.search(/[?#]/);
  const shown = end === -1 ? url : `${url.slice(0, end)}?…`;
  return shown.replace(LINK_USER_INFO, "$1");
}

/**
 * A link as logs, errors, spans and dead letters show it: its origin and the first 8 hex digits of its SHA-256, such as
 * `https://files.example.org (link 1f0c2a9b)`. A link is a key: whoever reads it whole can read the file.
 */
export function redactLink(url: string): string {
  const { protocol, host } = URL.parse(url) ?? { protocol: "", host: "" };
  const origin = host === "" ? "no URL" : `${protocol}//${foreignText(host)}`;
  return `${origin} (link ${sha256Text(url).slice(0, 8)})`;
}

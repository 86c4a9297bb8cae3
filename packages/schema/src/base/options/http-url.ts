import { redactUrl } from "../text/redact.ts";
import { invalidConfig } from "./invalid-config.ts";

/**
 * The address of a server or of a folder on one: http or https, without user, query and fragment, without a slash at its
 * end. A path is kept.
 *
 * @throws NatsBridgeError `invalid_config`, naming the option and showing the URL without its secrets.
 */
export function baseUrl(name: string, value: unknown): string {
  const url = httpUrl(name, value);
  if (`${url.search}${url.hash}${url.username}${url.password}` !== "") {
    const expected = "an address without user, query and fragment; credentials go into headers";
    throw invalidConfig(name, expected, redactUrl(url.href));
  }
  return `${url.origin}${url.pathname.replace(/(?<!\/)\/+$/, "")}`;
}

/**
 * An absolute http or https URL.
 *
 * @throws NatsBridgeError `invalid_config`, naming the option and showing the URL without its secrets.
 */
export function httpUrl(name: string, value: unknown): URL {
  const url = typeof value === "string" ? URL.parse(value) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  const shown = typeof value === "string" ? redactUrl(value) : value;
  throw invalidConfig(name, "an http or https URL, such as https://files.example.org", shown);
}

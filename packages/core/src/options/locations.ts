import {
  DEFAULT_BROKER_URL,
  DEFAULT_FILESERVER_URL,
  environmentVariable,
  invalidConfig,
  redactUrl,
  textOption,
} from "@natsbridge/schema/base";
import { parseServers } from "@natsbridge/transport";

const SCHEMES = ["nats", "tls", "ws", "wss"];

/** Where to connect. */
export interface BrokerAddress {
  /** As the caller wrote it; may list several servers separated by commas. */
  readonly url: string;
  /** Without user, password and token: as messages and errors show it. */
  readonly shown: string;
}

/** Where the broker is: option, then `NATS_URL`, then the default. */
export function brokerAddress(option: unknown): BrokerAddress {
  const { name, url } = located("broker_url", option, "NATS_URL", DEFAULT_BROKER_URL);
  if (url === DEFAULT_BROKER_URL) return { url, shown: url };
  const list = parseServers(url, name);
  const { schemes } = list;
  const shown = list.shown.join(",");
  for (const scheme of schemes) {
    if (SCHEMES.includes(scheme)) continue;
    throw invalidConfig(name, `a URL such as ${DEFAULT_BROKER_URL}`, shown);
  }
  return { url, shown };
}

/** Where the file server is, where anybody said so: option, then `FILESERVER_URL`. */
export function givenFileserverUrl(option: unknown): string | undefined {
  const isGiven = textOption("fileserver_url", option, "") !== "";
  return isGiven || environmentVariable("FILESERVER_URL") !== undefined
    ? fileserverUrl(option)
    : undefined;
}

/** Where the file server is: option, then `FILESERVER_URL`, then the default. */
export function fileserverUrl(option: unknown): string {
  const { name, url } = located("fileserver_url", option, "FILESERVER_URL", DEFAULT_FILESERVER_URL);
  if (url === DEFAULT_FILESERVER_URL || /^https?:$/.test(URL.parse(url)?.protocol ?? ""))
    return url;
  throw invalidConfig(name, `a URL such as ${DEFAULT_FILESERVER_URL}`, redactUrl(url));
}

function located(
  option: string,
  value: unknown,
  variable: string,
  fallback: string,
): { readonly name: string; readonly url: string } {
  const given = textOption(option, value, "");
  if (given !== "") return { name: option, url: given };
  return {
    name: `Environment variable ${variable}`,
    url: environmentVariable(variable) ?? fallback,
  };
}

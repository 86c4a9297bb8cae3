import { DEFAULT_BROKER_URL, foreignText, NatsBridgeError } from "@natsbridge/schema/base";

/** `user` and `pass`, or `token`. */
export type Login = Readonly<Record<string, string>>;

/** Servers to connect to, taken apart. */
export interface ServerList {
  /** Without credentials; with a scheme where the caller gave one. */
  readonly servers: readonly string[];
  /** The same without query and fragment, which may hold a key too: for messages, errors and logs. */
  readonly shown: readonly string[];
  /** Schemes in use, lower case. */
  readonly schemes: ReadonlySet<string>;
  /** The different logins that the URLs carry. */
  readonly logins: readonly Login[];
  /** All that are shown, in one line. */
  readonly label: string;
}

/** Nothing behind the host may have an `@`: it would be the end of a password that was not encoded. */
const SERVER = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?([^@\s/?#]+)([/?#][^@\s]*)?$/i;

const ENCODING =
  "Text with an @ is not shown here, since it may be a password. Write user, password and token percent-encoded (/ is %2F, ? is %3F, # is %23, a comma is %2C, @ is %40), each server of a list with its scheme, and no @ in a path";

/**
 * Reads one URL, a list separated by commas, or several. The scheme may lack; `user:password@` and `token@` are taken out.
 * What this gives is what is connected to, and what may be shown: there is no other parser.
 *
 * @param name names the option or variable in the error.
 * @throws NatsBridgeError `invalid_config` for text that is no server, and for credentials that are not
 *   percent-encoded; it shows nothing of a text that may hold some.
 */
export function parseServers(
  list: string | readonly string[] = DEFAULT_BROKER_URL,
  name = "servers",
): ServerList {
  const urls = (typeof list === "string" ? [list] : list)
    .flatMap((entry) => String(entry).split(","))
    .map((entry) => entry.trim());
  const isSecret = urls.some((url) => url.includes("@"));
  const refuse = (url: string) => {
    const shown = isSecret ? `something else. ${ENCODING}` : `"${foreignText(url)}"`;
    return invalid(name, `expected a URL such as ${DEFAULT_BROKER_URL}, got ${shown}`);
  };
  if (urls.every((url) => url === ""))
    throw invalid(name, `No NATS server was named; expected a URL such as ${DEFAULT_BROKER_URL}`);
  const servers: string[] = [];
  const schemes = new Set<string>();
  const logins = new Map<string, Login>();
  for (const [index, url] of urls.entries()) {
    const [, scheme, login, host, path = ""] = SERVER.exec(url) ?? [];
    // The part of a password behind a comma looks like a server of its own.
    const isTorn = index > 0 && login !== undefined && scheme === undefined;
    const isWhole = host !== undefined && isAddress(host, path);
    if (!isWhole || isTorn) throw refuse(urls.join(","));
    servers.push(scheme === undefined ? `${host}${path}` : `${scheme}://${host}${path}`);
    if (scheme !== undefined) schemes.add(scheme.toLowerCase());
    if (login !== undefined) logins.set(login, parseLogin(login, name));
  }
  const shown = servers.map((server) => server.replace(/[?#].*$/s, ""));
  return { servers, shown, schemes, logins: [...logins.values()], label: shown.join(", ") };
}

/** The login for all servers. @throws NatsBridgeError `invalid_config` where they carry different ones. */
export function commonLogin({ label, logins }: ServerList): Login {
  if (logins.length <= 1) return logins[0] ?? {};
  const why =
    "the servers of one list carry different credentials; a connection has one identity. Give the same to all, or use connection_options";
  throw invalid(label, why);
}

function isAddress(host: string, path: string): boolean {
  // A scheme without a host.
  if (`${host}${path}`.includes("://")) return false;
  return !host.includes("\\") && URL.canParse(`http://${host}`);
}

function parseLogin(login: string, name: string): Login {
  const colon = login.indexOf(":");
  try {
    if (colon === -1) return { token: decodeURIComponent(login) };
    const user = decodeURIComponent(login.slice(0, colon));
    return { user, pass: decodeURIComponent(login.slice(colon + 1)) };
  } catch {
    throw invalid(name, "The credentials in a NATS URL are not percent-encoded correctly");
  }
}

function invalid(name: string, message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message: `${name}: ${message}` });
}

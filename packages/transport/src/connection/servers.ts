import { DEFAULT_BROKER_URL, NatsBridgeError, stripCredentials } from "@natsbridge/schema";

/** Servers to connect to, taken apart. */
export interface ServerList {
  /** Without credentials; with a scheme where the caller gave one. */
  readonly servers: readonly string[];
  /** Schemes in use, lower case. */
  readonly schemes: ReadonlySet<string>;
  /** `user` and `pass`, or `token`, as found in the URLs. */
  readonly credentials: Readonly<Record<string, string>>;
  /** All servers for errors and logs. */
  readonly label: string;
}

const SERVER = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@]*)@)?([^@\s/][^@\s]*)$/i;

/**
 * Reads one URL, a list separated by commas, or several. The scheme may lack; `user:password@` and `token@` are taken out.
 *
 * @throws NatsBridgeError `invalid_config` for text that is no server, and for servers with different credentials.
 */
export function parseServers(list: string | readonly string[] = DEFAULT_BROKER_URL): ServerList {
  const urls = (typeof list === "string" ? [list] : list)
    .flatMap((entry) => String(entry).split(","))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (urls.length === 0)
    throw invalid("No NATS server was named; expected a URL such as nats://localhost:4222");
  const servers: string[] = [];
  const schemes = new Set<string>();
  const logins = new Map<string, Readonly<Record<string, string>>>();
  for (const url of urls) {
    const [, scheme, login, address] = SERVER.exec(url) ?? [];
    if (address === undefined || address.includes("://") || !URL.canParse(`http://${address}`)) {
      throw invalid(
        `"${stripCredentials(url)}" is no NATS server; expected a URL such as nats://localhost:4222`,
      );
    }
    servers.push(scheme === undefined ? address : `${scheme}://${address}`);
    if (scheme !== undefined) schemes.add(scheme.toLowerCase());
    if (login !== undefined) logins.set(login, parseLogin(login));
  }
  if (logins.size > 1) {
    throw invalid(
      `${servers.join(",")}: the servers of one list carry different credentials; a connection has one identity. Give the same to all, or use connection_options`,
    );
  }
  const [credentials = {}] = logins.values();
  return { servers, schemes, credentials, label: servers.join(", ") };
}

function parseLogin(login: string): Readonly<Record<string, string>> {
  const colon = login.indexOf(":");
  try {
    if (colon === -1) return { token: decodeURIComponent(login) };
    const user = decodeURIComponent(login.slice(0, colon));
    return { user, pass: decodeURIComponent(login.slice(colon + 1)) };
  } catch (cause) {
    throw invalid("The credentials in a NATS URL are not percent-encoded correctly", cause);
  }
}

function invalid(message: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message, cause });
}

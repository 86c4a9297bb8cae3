import { DEFAULT_BROKER_URL, NatsBridgeError } from "@natsbridge/schema";
import { messageOf } from "@natsbridge/schema/base";
import { parseServers } from "@natsbridge/transport";
import { type BridgeContext, readBridgeContext } from "./bridge-context.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { login } from "./login.ts";
import type { NatsContext } from "./nats-context.ts";
import { nscProfile } from "./nsc-profile.ts";
import { readSecret } from "./read-secret.ts";
import { usedContext } from "./used-context.ts";

/** How to reach the broker, and what the context adds for NATSBridge. */
export interface ConnectSettings {
  readonly servers: string;
  readonly connection_options: Readonly<Record<string, unknown>>;
  /** The servers without credentials, for people. */
  readonly label: string;
  /** Name of the context that was used. */
  readonly context?: string;
  readonly additions: BridgeContext;
}

/** Fields that this command cannot follow, and what to do in their place. */
const UNSUPPORTED = {
  socks_proxy:
    "it dials brokers itself. Forward a local port through the proxy, as ssh -L does, and name that with --nats and the login",
  windows_cert_store:
    "it reads certificates from files. Export certificate and key as PEM, and name them in cert and key of the context",
} as const satisfies Partial<Record<keyof NatsContext, string>>;

/**
 * Settings from flags and their variables, then from the context.
 *
 * @throws NatsBridgeError `invalid_config` for a context or a file that cannot be used, `unsupported` for what a
 *   context asks and this command cannot do.
 */
export async function connectOptions(flags: GlobalFlags): Promise<ConnectSettings> {
  const { name, context: found } = await usedContext(flags);
  for (const [field, why] of Object.entries(UNSUPPORTED)) {
    if (!(field in found)) continue;
    const message = `Context ${JSON.stringify(name)} has "${field}", which natsbridge cannot use: ${why}`;
    throw new NatsBridgeError({ code: "unsupported", message });
  }
  const context = await withNsc(found);
  const servers = flags.nats ?? context.url ?? DEFAULT_BROKER_URL;
  const tls = await tlsOptions(flags, context);
  return {
    servers,
    label: parseServers(servers, "--nats").shown.join(","),
    connection_options: {
      ...(await login(flags, context)),
      ...(context.inbox_prefix !== undefined && { inboxPrefix: context.inbox_prefix }),
      ...(tls && { tls }),
    },
    ...(name !== undefined && { context: name }),
    additions: name === undefined ? {} : await readBridgeContext(name),
  };
}

/** The older way of contexts to name a user of nsc: its credentials, and the servers of its operator. */
async function withNsc(context: NatsContext): Promise<NatsContext> {
  if (context.nsc === undefined) return context;
  const user = context.nsc.replace(/^nsc:\/\//, "");
  try {
    const { creds, servers } = await nscProfile(user);
    return {
      ...context,
      creds,
      ...(context.url === undefined && servers !== "" && { url: servers }),
    };
  } catch (cause) {
    const message = `The context names nsc://${user}, and nsc was asked in vain: ${messageOf(cause)}`;
    throw new NatsBridgeError({ code: "invalid_config", message, cause });
  }
}

async function tlsOptions(flags: GlobalFlags, context: NatsContext): Promise<object | undefined> {
  const cert = flags.tlscert ?? context.cert;
  const key = flags.tlskey ?? context.key;
  const ca = flags.tlsca ?? context.ca;
  if ((cert === undefined) !== (key === undefined)) {
    const message = "A client certificate and its key go together: --tlscert and --tlskey";
    throw new NatsBridgeError({ code: "invalid_config", message });
  }
  const files = { cert, key, ca };
  const read = Object.entries(files).map(async ([name, path]) =>
    path === undefined ? [] : [[name, (await readSecret(`tls${name}`, path)).toString("utf8")]],
  );
  const options = {
    ...Object.fromEntries((await Promise.all(read)).flat()),
    ...(context.tls_first && { handshakeFirst: true }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

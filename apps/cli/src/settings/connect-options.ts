import { DEFAULT_BROKER_URL, NatsBridgeError } from "@natsbridge/schema";
import { parseServers } from "@natsbridge/transport";
import { type BridgeContext, readBridgeContext } from "./bridge-context.ts";
import type { GlobalFlags } from "./global-flags.ts";
import { login, readSecret } from "./login.ts";
import { type NatsContext, readContext, selectedContext } from "./nats-context.ts";

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

const UNSUPPORTED = ["nsc", "socks_proxy", "jetstream_domain", "jetstream_api_prefix"] as const;

/**
 * Settings from flags and their variables, then from the context. The context that `nats` has selected counts where
 * neither a context nor a broker was named.
 *
 * @throws NatsBridgeError `invalid_config` for a context or a file that cannot be used, `unsupported` for what a
 *   context asks and this command cannot do.
 */
export async function connectOptions(flags: GlobalFlags): Promise<ConnectSettings> {
  const selected = flags.nats === undefined ? await selectedContext() : undefined;
  const name = flags.context ?? selected;
  const context: NatsContext = name === undefined ? {} : await readContext(name);
  for (const field of UNSUPPORTED) {
    if (context[field] === undefined) continue;
    const message = `Context ${JSON.stringify(name)} has "${field}", which natsbridge cannot use`;
    throw new NatsBridgeError({ code: "unsupported", message });
  }
  const servers = flags.nats ?? context.url ?? DEFAULT_BROKER_URL;
  const tls = await tlsOptions(flags, context);
  return {
    servers,
    label: parseServers(servers, "--nats").servers.join(","),
    connection_options: {
      ...(await login(flags, context)),
      ...(context.inbox_prefix !== undefined && { inboxPrefix: context.inbox_prefix }),
      ...(tls && { tls }),
    },
    ...(name !== undefined && { context: name }),
    additions: name === undefined ? {} : await readBridgeContext(name),
  };
}

async function tlsOptions(flags: GlobalFlags, context: NatsContext): Promise<object | undefined> {
  const cert = flags.tlscert ?? context.cert;
  const key = flags.tlskey ?? context.key;
  const ca = flags.tlsca ?? context.ca;
  const options = {
    ...(cert !== undefined && { cert: (await readSecret("tlscert", cert)).toString("utf8") }),
    ...(key !== undefined && { key: (await readSecret("tlskey", key)).toString("utf8") }),
    ...(ca !== undefined && { ca: (await readSecret("tlsca", ca)).toString("utf8") }),
    ...(context.tls_first && { handshakeFirst: true }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import {
  NatsBridgeError,
  type OptionNames,
  throwIfAborted,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { findNatsServer } from "./find-nats-server.ts";
import { launchServer } from "./launch-server.ts";
import type { NatsServer, NatsServerOptions } from "./nats-server-options.ts";
import { DEFAULT_HOST } from "./server-config.ts";
import { SERVER_OPTIONS, serverOptions } from "./server-options.ts";

/** Options of {@link startNatsCluster}. */
export interface NatsClusterOptions extends Omit<NatsServerOptions, "port" | "name"> {
  /** Number of servers. Default: 3. */
  readonly size?: number | undefined;
}

const KNOWN: OptionNames<NatsClusterOptions> = { ...SERVER_OPTIONS, size: true };

/** Servers that route to each other. */
export interface NatsCluster extends AsyncDisposable {
  readonly servers: readonly NatsServer[];
  /** The client URLs of all servers. */
  readonly urls: readonly string[];
  /** Stops all servers and removes their files. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster on free ports and resolves when all servers are healthy (with JetStream: when they
 * have a leader).
 *
 * @throws NatsBridgeError as {@link startNatsServer}; `timeout` also where no leader is elected in time.
 */
export async function startNatsCluster(given: NatsClusterOptions = {}): Promise<NatsCluster> {
  const size = wholeNumberOption("size", given.size, 3, { from: 1 });
  const options = { ...serverOptions("startNatsCluster", given, KNOWN), size };
  const { start_timeout = 30_000, signal } = options;
  const binary = await findNatsServer({ signal });
  const servers = await launchMembers(binary, options, ATTEMPTS);
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    await Promise.all(servers.map((server) => waitUntilHealthy(server, start_timeout, signal)));
  } catch (error) {
    await stop();
    throw error;
  }
  return { servers, urls: servers.map((server) => server.url), stop, [Symbol.asyncDispose]: stop };
}

/** Another program may take a port between its choice and its use. */
const ATTEMPTS = 5;

async function launchMembers(
  binary: string,
  options: NatsClusterOptions,
  attempts: number,
): Promise<readonly NatsServer[]> {
  const { size = 3, host = DEFAULT_HOST } = options;
  const routePorts = await freePorts(size, host);
  const routes = routePorts.map((port) => `nats://${host}:${port}`);
  const launches = await Promise.allSettled(
    routePorts.map((port, index) =>
      launchServer(
        binary,
        { ...options, name: `n${index + 1}` },
        { name: "natsbridge", port, routes: routes.filter((_route, other) => other !== index) },
      ),
    ),
  );
  const servers = launches.flatMap((launch) =>
    launch.status === "fulfilled" ? [launch.value] : [],
  );
  const failed = launches.find((launch) => launch.status === "rejected");
  if (!failed) return servers;
  await Promise.all(servers.map((server) => server.stop()));
  const isPortTaken = String(failed.reason).includes("address already in use");
  if (isPortTaken && attempts > 1) return launchMembers(binary, options, attempts - 1);
  throw failed.reason;
}

/** Routes need their ports before any server runs. All are held at once, so that no two are the same. */
async function freePorts(count: number, host: string): Promise<number[]> {
  const listeners = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const listener of listeners) {
    listener.listen(0, host);
    await once(listener, "listening");
    const address = listener.address();
    if (address !== null && typeof address === "object") ports.push(address.port);
  }
  await Promise.all(listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
  return ports;
}

async function waitUntilHealthy(
  server: NatsServer,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const response = await fetch(`${server.monitoringUrl}/healthz`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
    throwIfAborted("The start of nats-server", signal);
    if (Date.now() > deadline) {
      const log = (await server.readLog()).trim().split("\n").slice(-5).join("\n");
      const message = `The cluster was not healthy within ${timeout} ms. ${server.url} said: ${log}`;
      throw new NatsBridgeError({ code: "timeout", message });
    }
    await delay(50);
  }
}

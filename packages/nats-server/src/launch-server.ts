import type { ChildProcess } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NatsBridgeError } from "@natsbridge/schema/base";
import { startGuard } from "./guard.ts";
import type { NatsServer, NatsServerOptions } from "./nats-server-options.ts";
import { type ClusterMembership, DEFAULT_HOST, serverConfig } from "./server-config.ts";
import { ended, LOG_FILE, type PortsFile, spawnServer, waitForPorts } from "./server-process.ts";

/** Time a server has to end by itself, in ms. */
const STOP_TIMEOUT = 3_000;

/** Runs a binary as {@link startNatsServer} says, alone or as a member of a cluster. */
export async function launchServer(
  binary: string,
  options: NatsServerOptions,
  cluster?: ClusterMembership,
): Promise<NatsServer> {
  const { host = DEFAULT_HOST, start_timeout = 15_000, signal } = options;
  const directory = await mkdtemp(join(tmpdir(), "natsbridge-nats-server-"));
  const guard = startGuard(directory);
  const configFile = join(directory, "nats-server.conf");
  let ports = { client: options.port ?? -1, monitoring: -1, websocket: -1 };
  let child: ChildProcess | undefined;
  let stopped: Promise<void> | undefined;

  const end = async (how: NodeJS.Signals): Promise<void> => {
    if (!child) return;
    const gone = ended(child);
    child.kill(how);
    // A server that hangs, or was stopped by a signal, does not hear SIGTERM.
    const patience = setTimeout(() => child?.kill("SIGKILL"), STOP_TIMEOUT);
    await gone;
    clearTimeout(patience);
    guard.watch(0);
  };

  const start = async (): Promise<PortsFile> => {
    await writeFile(configFile, serverConfig(options, ports, directory, cluster), { mode: 0o600 });
    child = spawnServer(binary, directory, configFile);
    child.once("error", () => undefined);
    guard.watch(child.pid ?? 0);
    return waitForPorts(child, directory, start_timeout, signal);
  };

  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      signal?.removeEventListener("abort", stop);
      await end("SIGTERM");
      await guard.release();
    })();
    return stopped;
  };

  try {
    const listening = await start();
    ports = {
      client: portOf(listening.nats),
      monitoring: portOf(listening.monitoring),
      websocket: portOf(listening.websocket),
    };
  } catch (error) {
    await end("SIGKILL");
    await guard.release();
    throw error;
  }
  signal?.addEventListener("abort", stop, { once: true });

  return {
    url: `nats://${host}:${ports.client}`,
    ...(options.websocket && { websocketUrl: `ws://${host}:${ports.websocket}` }),
    monitoringUrl: `http://${host}:${ports.monitoring}`,
    port: ports.client,
    get pid() {
      return child?.pid ?? 0;
    },
    stop,
    async kill(how = "SIGKILL") {
      if (how === "SIGSTOP" || how === "SIGCONT") child?.kill(how);
      else await end(how);
    },
    async restart() {
      if (stopped) {
        const message = "nats-server: stop() removed its files; start a new one instead";
        throw new NatsBridgeError({ code: "invalid_config", message });
      }
      await end("SIGTERM");
      await start();
    },
    readLog: () => readFile(join(directory, LOG_FILE), "utf8"),
    [Symbol.asyncDispose]: stop,
  };
}

function portOf(listeners: readonly string[] | undefined): number {
  return listeners?.[0] === undefined ? -1 : Number(new URL(listeners[0]).port);
}

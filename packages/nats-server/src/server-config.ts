import type { NatsServerOptions } from "./nats-server-options.ts";

/** Ports of one server; -1 asks the server for a free one. */
export interface ServerPorts {
  readonly client: number;
  readonly monitoring: number;
  readonly websocket: number;
}

/** Membership of a server in a cluster. */
export interface ClusterMembership {
  readonly name: string;
  readonly port: number;
  readonly routes: readonly string[];
}

/** Where a server listens unless told otherwise. */
export const DEFAULT_HOST = "127.0.0.1";

/** The configuration file of a server that keeps its files in `directory`. */
export function serverConfig(
  options: NatsServerOptions,
  ports: ServerPorts,
  directory: string,
  cluster?: ClusterMembership,
): string {
  const host = options.host ?? DEFAULT_HOST;
  const text = JSON.stringify;
  const lines = [
    `host: ${text(host)}`,
    `port: ${ports.client}`,
    `http: ${text(`${host}:${ports.monitoring}`)}`,
    `ports_file_dir: ${text(directory)}`,
  ];
  if (options.name !== undefined) lines.push(`server_name: ${text(options.name)}`);
  if (options.max_payload !== undefined) {
    lines.push(`max_payload: ${options.max_payload}`);
    // The server refuses a max_payload above max_pending (64 MiB unless set).
    lines.push(`max_pending: ${Math.max(64 * 1024 * 1024, options.max_payload)}`);
  }
  if (options.jetstream) lines.push(`jetstream { store_dir: ${text(`${directory}/jetstream`)} }`);
  if (options.websocket) {
    lines.push(`websocket { host: ${text(host)}, port: ${ports.websocket}, no_tls: true }`);
  }
  if (cluster) {
    const routes = cluster.routes.map((route) => text(route)).join(", ");
    lines.push(
      `cluster { name: ${text(cluster.name)}, host: ${text(host)}, port: ${cluster.port}, routes: [${routes}] }`,
    );
  }
  if (options.config !== undefined) lines.push(options.config);
  return `${lines.join("\n")}\n`;
}

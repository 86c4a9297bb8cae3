export type { FindNatsServerOptions } from "./find-nats-server.ts";
export { findNatsServer } from "./find-nats-server.ts";
export type { NatsServer, NatsServerOptions } from "./nats-server-options.ts";
export type { NatsCluster, NatsClusterOptions } from "./start-nats-cluster.ts";
export { startNatsCluster } from "./start-nats-cluster.ts";
export { startNatsServer } from "./start-nats-server.ts";

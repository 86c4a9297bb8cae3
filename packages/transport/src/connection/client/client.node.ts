import type { NatsClientLibrary } from "./client.ts";
import { namedExports } from "./named-exports.ts";
import { nodeClient } from "./node-client.ts";

/** `nats` 2. */
export const client: NatsClientLibrary = nodeClient(async () =>
  namedExports(await import("nats"), "connect"),
);

import { NatsBridgeError } from "@natsbridge/schema";
import { namedExports } from "./named-exports.ts";
import type { NodeLibrary } from "./node-client.ts";

/** `@nats-io/transport-node` 3, an optional peer. @throws NatsBridgeError `unsupported` where it is not installed. */
export async function loadNats3(): Promise<NodeLibrary> {
  try {
    return namedExports(await import("@nats-io/transport-node"), "connect");
  } catch (cause) {
    const message =
      "@nats-io/transport-node 3 is not installed. Install it: npm install @nats-io/transport-node";
    throw new NatsBridgeError({ code: "unsupported", message, cause });
  }
}

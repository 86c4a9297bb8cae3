import { findNatsServer } from "./find-nats-server.ts";
import { launchServer } from "./launch-server.ts";
import type { NatsServer, NatsServerOptions } from "./nats-server-options.ts";
import { SERVER_OPTIONS, serverOptions } from "./server-options.ts";

/**
 * Starts a real nats-server for development and tests, finding or fetching the binary as
 * {@link findNatsServer} says, and resolves when it accepts connections.
 *
 * It ends with `stop()`, `await using`, the `signal`, or this process, however that ends; its temporary
 * files go with it.
 *
 * @throws NatsBridgeError `invalid_config` for a configuration the server refuses or a port in use,
 *   `timeout` where it is not ready in time, `unsupported` where there is no binary, `aborted`.
 */
export async function startNatsServer(given: NatsServerOptions = {}): Promise<NatsServer> {
  const options = serverOptions("startNatsServer", given, SERVER_OPTIONS);
  const binary = await findNatsServer({ signal: options.signal });
  return launchServer(binary, options);
}

import { partLoader } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { StreamSettings } from "./stream-settings.ts";

const makeStreamPart = partLoader(() => import("./make-stream.ts"));

/**
 * Makes a stream, or adds subjects that the existing one lacks; other settings of an existing stream stay.
 * Gives whether it was made now.
 *
 * @throws NatsBridgeError as the JetStream API answers: `invalid_config`, `no_responders` without JetStream,
 *   `permission_denied`, `timeout`.
 */
export async function ensureStream(
  connection: NatsConnection,
  settings: StreamSettings,
): Promise<{ readonly created: boolean }> {
  // A page that makes no stream does not load this.
  const { makeStream } = await makeStreamPart();
  return makeStream(connection, settings);
}

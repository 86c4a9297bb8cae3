import { isGiven, partLoader } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { ConsumeMessagesOptions, Consumption } from "./consume-options.ts";

const assertConsumeOptionsPart = partLoader(() => import("./assert-consume-options.ts"));
const consumerSourcePart = partLoader(() => import("./consumer-source.ts"));
const pullConsumptionPart = partLoader(() => import("./pull-consumption.ts"));

/**
 * Consumes messages of a stream over any connection, pulling only as many as there is room for.
 * It goes on through reconnects, restarts and elections, and ends with `stop()`, the signal, the connection, or the
 * consumer being deleted.
 *
 * @throws NatsBridgeError `no_responders` where the stream does not exist or JetStream is off, `invalid_config` where
 *   the consumer cannot be used, `permission_denied`, `timeout`; iterating rejects with the error that ended it.
 */
export async function consumeMessages(
  connection: NatsConnection,
  options: ConsumeMessagesOptions,
): Promise<Consumption> {
  // A page that never consumes a stream does not load these.
  const { assertConsumeOptions } = await assertConsumeOptionsPart();
  assertConsumeOptions(options);
  const { consumer } = options;
  const { durableSource, orderedSource } = await consumerSourcePart();
  const { PullConsumption } = await pullConsumptionPart();
  const source = !isGiven(consumer)
    ? await orderedSource(connection, options)
    : await durableSource(connection, { ...options, consumer });
  return new PullConsumption(connection, options, source);
}

import type { NatsConnection, PublishOnOptions, PublishResult } from "@natsbridge/transport";

/** Hands a finished message to NATS. */
export type Deliver = (
  connection: NatsConnection,
  subject: string,
  message: Uint8Array,
  correlation_id: string,
  options: PublishOnOptions,
) => Promise<PublishResult>;

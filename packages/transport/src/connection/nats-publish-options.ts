import type { NatsHeaders } from "./nats-headers.ts";

/** Options of a publish. */
export interface NatsPublishOptions {
  headers?: NatsHeaders;
  reply?: string;
}

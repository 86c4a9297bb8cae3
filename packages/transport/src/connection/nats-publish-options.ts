import type { NatsHeaders } from "./nats-headers.ts";

/** Options of a publish. The types of the clients take no `undefined` here. */
export interface NatsPublishOptions {
  headers?: NatsHeaders;
  reply?: string;
}

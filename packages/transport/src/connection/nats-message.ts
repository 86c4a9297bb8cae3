import type { NatsHeaders } from "./nats-headers.ts";
import type { NatsPublishOptions } from "./nats-publish-options.ts";

/** The part that the messages of all NATS clients for JavaScript share. */
export interface NatsMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  /** Subject on which the sender awaits an answer. */
  readonly reply?: string;
  readonly headers?: NatsHeaders | undefined;
  /** Publishes to `reply`; false where there is none. */
  respond(payload?: Uint8Array | string, options?: NatsPublishOptions): boolean;
}

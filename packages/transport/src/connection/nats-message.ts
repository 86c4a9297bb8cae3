import type { NatsPublishOptions } from "./nats-connection.ts";

/** Headers of a message, as all NATS clients have them. */
export interface NatsHeaders {
  /** Status of a message that the server itself sent; 0 for all others. */
  readonly code?: number;
  /** Words for that status. */
  readonly description?: string;
  /** The value, or `""`. */
  get(name: string): string;
  set(name: string, value: string): void;
  has(name: string): boolean;
  keys(): string[];
  values(name: string): string[];
}

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

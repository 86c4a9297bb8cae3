import type { NatsHeaders } from "./nats-headers.ts";
import type { NatsMessage } from "./nats-message.ts";
import type { NatsPublishOptions } from "./nats-publish-options.ts";

/** What a server says of itself when a connection is made. */
export interface NatsServerInfo {
  /** Largest message the server takes, in bytes, headers included. */
  readonly max_payload: number;
  readonly jetstream?: boolean;
  readonly server_name?: string;
  readonly server_id?: string;
}

/** Options of {@link NatsConnection.request}. */
export interface NatsRequestOptions {
  /** In ms. */
  timeout: number;
  headers?: NatsHeaders;
  /** A subscription of its own for the answer, on the subject `reply`. */
  noMux?: boolean;
  reply?: string;
}

/** Options of {@link NatsConnection.subscribe}. The types of the clients take no `undefined` here. */
export interface NatsSubscribeOptions {
  queue?: string;
  max?: number;
  callback?: (error: Error | null, message: NatsMessage) => void;
}

/** A subscription of a NATS client. */
export interface NatsSubscription extends AsyncIterable<NatsMessage> {
  unsubscribe(max?: number): void;
  drain(): Promise<void>;
  /** Messages received and not yet taken. */
  getPending(): number;
}

/**
 * The part that the connections of all NATS clients for JavaScript share: `nats` 2.x,
 * `@nats-io/transport-node` 3.x, and `wsconnect` of `@nats-io/nats-core`. Any of them can be passed
 * wherever this is asked for.
 */
export interface NatsConnection {
  /** Absent while there is no server. */
  readonly info?: NatsServerInfo | undefined;
  publish(subject: string, payload?: Uint8Array | string, options?: NatsPublishOptions): void;
  request(
    subject: string,
    payload?: Uint8Array | string,
    options?: NatsRequestOptions,
  ): Promise<NatsMessage>;
  subscribe(subject: string, options?: NatsSubscribeOptions): NatsSubscription;
  /** Resolves when the server has read all that was published before. */
  flush(): Promise<void>;
  drain(): Promise<void>;
  close(): Promise<void>;
  isClosed(): boolean;
  /** Resolves when the connection is closed for good, with an Error where that is the reason. */
  closed(): Promise<unknown>;
  /** Events of the connection; their form differs between the clients, see {@link statusEvents}. */
  status(): AsyncIterable<unknown>;
  /** What went through it so far. */
  stats?(): { readonly inBytes: number };
  /** Lets go of the server and connects again. */
  reconnect?(): Promise<void>;
  /** No client has it: a publish got no answer, and the connection may look whether its server is still there. */
  doubt?(): void;
}

import type { NatsConnection } from "../nats-connection.ts";
import type { NatsHeaders } from "../nats-headers.ts";

/** Options for the client itself, passed through as they are: `user`, `pass`, `token`, `authenticator`, `tls`, `name` ... */
export type ConnectionOptions = Readonly<Record<string, unknown>>;

/** What a runtime needs to connect: `#client` is one of these, chosen by export condition. */
export interface NatsClientLibrary {
  /** URL schemes this runtime can reach. */
  readonly schemes: readonly string[];
  /** Why no other scheme works here, and what to do. */
  readonly otherSchemes: string;
  connect(options: ConnectionOptions): Promise<NatsConnection>;
  /** Headers without entries. */
  createHeaders(): Promise<NatsHeaders>;
}

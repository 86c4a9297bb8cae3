import { type ConnectOptions, connect } from "./connection/connect.ts";
import type { NatsConnection } from "./connection/nats-connection.ts";
import { publishCore } from "./publish/publish-core.ts";
import { assertPublishSubject } from "./publish/subject.ts";
import { closeConnection } from "./shared/close-connection.ts";

/** A connection made on first use. */
export class NATSClient {
  readonly url: string;
  connection: NatsConnection | null = null;
  readonly #options: Omit<ConnectOptions, "servers">;
  #connecting: Promise<NatsConnection> | null = null;

  constructor(url: string, options: Omit<ConnectOptions, "servers"> = {}) {
    this.url = url;
    this.#options = options;
  }

  /** Connects, or gives the connection there is. Rejects as {@link connect}. */
  async connect(): Promise<NatsConnection> {
    if (this.connection && !this.connection.isClosed()) return this.connection;
    this.#connecting ??= connect({ ...this.#options, servers: this.url });
    try {
      this.connection = await this.#connecting;
      return this.connection;
    } finally {
      this.#connecting = null;
    }
  }

  /** Publishes and resolves when the server has it; connects first where needed. Rejects as {@link publishMessage}. */
  async publish(subject: string, message: string | Uint8Array): Promise<void> {
    assertPublishSubject(subject);
    await publishCore(await this.connect(), subject, message, {}, {});
  }

  /** Sends what is pending and closes. Safe to call twice. */
  async close(): Promise<void> {
    const { connection } = this;
    this.connection = null;
    if (connection) await closeConnection(connection);
  }
}

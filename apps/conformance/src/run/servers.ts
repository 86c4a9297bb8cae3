import { startNatsServer } from "@natsbridge/nats-server";
import { connect, type NatsConnection } from "nats";

/** A broker, and the runner's own connection to it. */
export interface Broker {
  readonly url: string;
  readonly websocketUrl: string;
  readonly maxPayload: number;
  readonly connection: NatsConnection;
  /** The address a peer reaches it by. */
  urlFor(peer: { readonly isBrowser: boolean }): string;
}

/** `usual` has the limits of a server with default settings; `wide` takes messages of 8 MiB. */
export type BrokerName = "usual" | "wide";

export interface Brokers extends AsyncDisposable, Readonly<Record<BrokerName, Broker>> {}

const WIDE_BYTES = 8 * 1024 * 1024;

export async function startBrokers(signal: AbortSignal): Promise<Brokers> {
  await using started = new AsyncDisposableStack();
  const start = async (max_payload?: number): Promise<Broker> => {
    const server = started.use(
      await startNatsServer({
        jetstream: true,
        websocket: true,
        signal,
        ...(max_payload !== undefined && { max_payload }),
      }),
    );
    const connection = await connect({ servers: server.url });
    started.defer(() => connection.close());
    const websocketUrl = server.websocketUrl ?? "";
    return {
      url: server.url,
      websocketUrl,
      maxPayload: connection.info?.max_payload ?? 0,
      connection,
      urlFor: ({ isBrowser }) => (isBrowser ? websocketUrl : server.url),
    };
  };
  const usual = await start();
  const wide = await start(WIDE_BYTES);
  const kept = started.move();
  return { usual, wide, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

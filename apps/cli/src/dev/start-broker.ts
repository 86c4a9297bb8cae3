import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { isFreePort } from "./free-port.ts";

const USUAL_PORT = 4222;
const USUAL_WEBSOCKET_PORT = 9222;

/** A broker of this command's own. */
export interface DevBroker extends AsyncDisposable {
  readonly url: string;
  readonly websocketUrl: string;
  readonly monitoringUrl: string;
}

/** Where a broker keeps its messages and listens. */
export interface DevBrokerOptions {
  readonly data: string | undefined;
  readonly freePorts: boolean;
  readonly signal: AbortSignal;
}

/** Starts a nats-server with JetStream and WebSocket, on the usual ports where they are free. */
export async function startBroker({
  data,
  freePorts,
  signal,
}: DevBrokerOptions): Promise<DevBroker> {
  const isUsual = !freePorts && (await isFreePort(USUAL_PORT));
  const isUsualWebSocket = !freePorts && (await isFreePort(USUAL_WEBSOCKET_PORT));
  const server = await startNatsServer({
    signal,
    jetstream: data === undefined,
    websocket: !isUsualWebSocket,
    ...(isUsual && { port: USUAL_PORT }),
    config: [
      ...(data === undefined
        ? []
        : [`jetstream { store_dir: ${JSON.stringify(await storeIn(data))} }`]),
      ...(isUsualWebSocket
        ? [`websocket { host: "127.0.0.1", port: ${USUAL_WEBSOCKET_PORT}, no_tls: true }`]
        : []),
    ].join("\n"),
  });
  return {
    url: server.url,
    websocketUrl: webSocketOf(server),
    monitoringUrl: server.monitoringUrl,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function storeIn(data: string): Promise<string> {
  const directory = resolve(join(data, "jetstream"));
  await mkdir(directory, { recursive: true });
  return directory;
}

function webSocketOf({ websocketUrl }: NatsServer): string {
  return websocketUrl ?? `ws://127.0.0.1:${USUAL_WEBSOCKET_PORT}`;
}

import { NATSBridge } from "@natsbridge/core";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { connect, type JetStreamManager } from "nats";
import { startTcpProxy, type TcpProxy } from "testkit";
import { numberedMessage, SIZE_THRESHOLD } from "./numbered-message.ts";
import { type SendFailures, sendUntilAcknowledged } from "./send-until-acknowledged.ts";

/** Name of the stream, and the subject that it stores. */
export const STREAM: string = "SOAK";
const SUBJECT = "soak.n";

/** A server with a stream, a file server, a proxy in front of the server, and a bridge through that proxy. */
export interface Site extends AsyncDisposable {
  readonly server: NatsServer;
  readonly proxy: TcpProxy;
  readonly files: LocalFileServer;
  readonly bridge: NATSBridge;
  readonly failures: SendFailures;
  manager(): Promise<JetStreamManager>;
  /** Another bridge through the proxy. */
  connect(): Promise<NATSBridge>;
  /** Sends message `n` until it is acknowledged. */
  send(n: number, options?: { readonly msg_id?: string }): Promise<void>;
  /** Sends all messages below `count`, some at once. */
  sendAll(count: number): Promise<void>;
  stored(): Promise<number>;
}

export async function openSite(duplicate_window: number = 120_000): Promise<Site> {
  const server = await startNatsServer({ jetstream: true });
  const proxy = await startTcpProxy(server.port);
  const files = await createLocalFileServer({});
  const dial = () =>
    NATSBridge.connect({
      broker_url: proxy.address,
      fileserver_url: files.url,
      size_threshold: SIZE_THRESHOLD,
      jetstream: { timeout: 1_000, retry_for: 60_000 },
      connection_options: { reconnectTimeWait: 50 },
    });
  const bridge = await dial();
  const failures: SendFailures = {};
  const admin = await connect({ servers: server.url, reconnectTimeWait: 50 });
  const manager = () => admin.jetstreamManager();
  await (await manager()).streams.add({
    name: STREAM,
    subjects: [SUBJECT],
    duplicate_window: duplicate_window * 1e6,
  });
  const send: Site["send"] = (n, { msg_id = `m-${n}` } = {}) =>
    sendUntilAcknowledged(
      () => bridge.smartsend(SUBJECT, numberedMessage(n), { msg_id }),
      failures,
    );
  return {
    server,
    proxy,
    files,
    bridge,
    failures,
    manager,
    connect: dial,
    send,
    async sendAll(count) {
      let next = 0;
      const sendNext = async (): Promise<void> => {
        for (let n = next++; n < count; n = next++) await send(n);
      };
      await Promise.all(Array.from({ length: 8 }, sendNext));
    },
    async stored() {
      return (await (await manager()).streams.info(STREAM)).state.messages;
    },
    async [Symbol.asyncDispose]() {
      await bridge.close();
      await admin.close();
      await files.close();
      await proxy.close();
      await server.stop();
    },
  };
}

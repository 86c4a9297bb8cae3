import { connect as connect3 } from "@nats-io/transport-node";
import { type NatsServer, startNatsCluster } from "@natsbridge/nats-server";
import { connect as connect2 } from "nats";
import { expect, test } from "vitest";
import { consumeMessages } from "./consume-messages.ts";
import { ensureStream } from "./ensure-stream.ts";
import { askJetStream } from "./jetstream-api.ts";
import type { NatsConnection } from "./nats-connection.ts";
import { publishMessage } from "./publish-message.ts";

const COUNT = 1_500;

interface StreamInfo {
  readonly cluster: { readonly leader: string };
  readonly state: { readonly messages: number };
}

/** Publishes all ids, some at once, and reports each that was acknowledged. */
async function publishAll(
  connection: NatsConnection,
  ids: readonly string[],
  onAcknowledged: (id: string) => Promise<void>,
): Promise<void> {
  const waiting = [...ids];
  const worker = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const jetstream = { timeout: 2_000, retry_for: 60_000 };
      await publishMessage(connection, "orders.new", id, id, { jetstream, msg_id: id });
      await onAcknowledged(id);
    }
  };
  await Promise.all(Array.from({ length: 10 }, worker));
}

test("no acknowledged message is missing after a server and then the leader were killed", async () => {
  await using cluster = await startNatsCluster({ size: 3, jetstream: true });
  const servers = [...cluster.urls];
  const settings = { reconnectTimeWait: 100, maxReconnectAttempts: -1 };
  const publisher = await connect2({ servers, ...settings });
  const consumer = await connect3({ servers, ...settings });
  await ensureStream(publisher, { name: "ORDERS", subjects: ["orders.>"], num_replicas: 3 });
  const info = () => askJetStream<StreamInfo>(publisher, "STREAM.INFO.ORDERS");
  const leader = async (): Promise<NatsServer | undefined> => {
    const name = (await info()).cluster.leader;
    return cluster.servers[Number(name.slice(1)) - 1];
  };

  const acknowledged = new Set<string>();
  let killed: NatsServer | undefined;
  const onAcknowledged = async (id: string): Promise<void> => {
    acknowledged.add(id);
    if (acknowledged.size === 300) {
      const current = await leader();
      killed = cluster.servers.find((server) => server !== current);
      await killed?.kill();
    }
    if (acknowledged.size === 700) await killed?.restart();
    if (acknowledged.size === 1_000) {
      killed = await leader();
      await killed?.kill();
    }
  };

  const seen = new Map<string, { sequence: number; deliveries: boolean[] }>();
  const consumption = await consumeMessages(consumer, {
    stream: "ORDERS",
    consumer: "billing",
    ack_wait: 5_000,
    max_messages: 50,
  });
  const consuming = (async () => {
    for await (const message of consumption) {
      const id = new TextDecoder().decode(message.data);
      const { stream_sequence, redelivered } = message.info;
      const entry = seen.get(id) ?? { sequence: stream_sequence, deliveries: [] };
      expect(entry.sequence).toBe(stream_sequence);
      entry.deliveries.push(redelivered);
      seen.set(id, entry);
      // What is not confirmed comes again, and is told by its sequence.
      await message.ackAck().catch(() => undefined);
      if (seen.size === COUNT) return;
    }
  })();

  const ids = Array.from({ length: COUNT }, (_item, index) => `id-${index}`);
  await publishAll(publisher, ids, onAcknowledged);
  await consuming;
  expect(acknowledged.size).toBe(COUNT);
  expect([...seen.keys()].sort()).toEqual([...ids].sort());
  expect((await info()).state.messages).toBe(COUNT);
  const unmarked = [...seen.values()].filter(({ deliveries }) =>
    deliveries.slice(1).includes(false),
  );
  expect(unmarked).toEqual([]);
  await publisher.close();
  await consumer.close();
}, 120_000);

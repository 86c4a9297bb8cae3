import { connect as connect3 } from "@nats-io/transport-node";
import { NATSBridge } from "@natsbridge/core";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import {
  createObjectStoreFileServer,
  createObjectStoreGateway,
} from "@natsbridge/fileserver-objectstore";
import { startNatsCluster } from "@natsbridge/nats-server";
import { connect as connect2 } from "nats";
import { DeliveryLog } from "./delivery-log.ts";
import { KillPlan } from "./kill-plan.ts";
import { isLinked, numberedMessage, numberOf, SIZE_THRESHOLD } from "./numbered-message.ts";
import { type SendFailures, sendUntilAcknowledged } from "./send-until-acknowledged.ts";

const STREAM = "SOAK";
const SUBJECT = "soak.n";
const SENDERS = 32;
const RECONNECT = { reconnectTimeWait: 100, maxReconnectAttempts: -1 };

/** What happened to the messages of a run; all that must be 0 is 0 when nothing was lost. */
export interface ClusterKillCounts {
  readonly messages: number;
  readonly linked: number;
  /** Servers killed with SIGKILL. A killed process is not a power cut: what it wrote is with the kernel. */
  readonly kills: number;
  readonly acknowledged: number;
  /** Messages in the stream at the end. */
  readonly stored: number;
  /** Acknowledged and never delivered: must be 0. */
  readonly missing: number;
  readonly delivered_once_or_more: number;
  readonly repeats: number;
  /** Repeats that did not say so: must be 0. */
  readonly unmarked_repeats: number;
  /** Messages in the stream whose links do not lead to what was sent: must be 0. */
  readonly dead_links: number;
  /** Sends that failed and were repeated by the application, by code and outcome. */
  readonly failures: SendFailures;
  readonly seconds: number;
}

/**
 * Sends numbered messages into a stream with three replicas while servers are killed: one that does not lead, then the
 * leader, twice. Half of the links lie in the Object Store of the same cluster, half on a local file server.
 */
export async function clusterKills(
  messages: number,
  progress: (text: string) => void = () => undefined,
): Promise<ClusterKillCounts> {
  const started = performance.now();
  await using cluster = await startNatsCluster({ size: 3, jetstream: true });
  const servers = [...cluster.urls];
  const storeConnection = await connect2({ servers, ...RECONNECT });
  await using gateway = await createObjectStoreGateway({ connection: storeConnection });
  await using files = await createLocalFileServer({});
  const objects = createObjectStoreFileServer({
    connection: storeConnection,
    gateway_url: gateway.url,
    replicas: 3,
  });
  const shared = {
    fileserver_url: files.url,
    fileservers: [objects],
    size_threshold: SIZE_THRESHOLD,
    jetstream: { timeout: 2_000, retry_for: 30_000 },
  };
  const ours = { ...shared, broker_url: servers.join(","), connection_options: RECONNECT };
  await using sender = await NATSBridge.connect(ours);
  const borrowed = await connect3({ servers, ...RECONNECT });
  await using receiver = await NATSBridge.connect({ ...shared, nats_connection: borrowed });
  const manager = await storeConnection.jetstreamManager();
  await manager.streams.add({ name: STREAM, subjects: [SUBJECT], num_replicas: 3 });

  const log = new DeliveryLog();
  const consumption = receiver.consume(
    { stream: STREAM, consumer: "soak", concurrency: 40, ack_wait: 5_000, double_ack: true },
    (env, { info }) => {
      numberOf(env);
      log.add(env.msg_id, info.redelivered);
    },
  );
  const plan = new KillPlan(cluster, messages, STREAM, storeConnection, progress);
  const acknowledged = new Set<string>();
  const failures: SendFailures = {};
  let next = 0;
  const send = async (): Promise<void> => {
    for (let n = next++; n < messages; n = next++) {
      await plan.mayBegin(n);
      const msg_id = `m-${n}`;
      const inObjectStore = isLinked(n) && n % 40 === 0;
      const options = { msg_id, ...(inObjectStore && { fileserver: objects }) };
      await sendUntilAcknowledged(
        () => sender.smartsend(SUBJECT, numberedMessage(n), options),
        failures,
      );
      acknowledged.add(msg_id);
      plan.acknowledged(acknowledged.size);
      if (acknowledged.size % 1_000 === 0) progress(`${acknowledged.size} acknowledged`);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, send));
  await plan.finished;
  await log.reached(messages);
  await consumption.stop();
  progress(`${log.size} delivered, ${log.repeats} repeats; reading the stream again`);

  const stored = (await manager.streams.info(STREAM)).state.messages;
  const dead_links = await countDeadLinks(sender, stored);
  await borrowed.close();
  await storeConnection.close();
  return {
    messages,
    linked: Array.from({ length: messages }, (_item, n) => n).filter(isLinked).length,
    kills: plan.kills,
    acknowledged: acknowledged.size,
    stored,
    missing: [...acknowledged].filter((id) => !log.has(id)).length,
    delivered_once_or_more: log.size,
    repeats: log.repeats,
    unmarked_repeats: log.unmarkedRepeats,
    dead_links,
    failures,
    seconds: Math.round((performance.now() - started) / 1_000),
  };
}

/** Reads every message that the stream holds, links included; gives how many lead to nothing. */
async function countDeadLinks(bridge: NATSBridge, stored: number): Promise<number> {
  let read = 0;
  let dead_links = 0;
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const count = (): void => {
    read += 1;
    if (read === stored) resolve();
  };
  const consumption = bridge.consume(
    {
      stream: STREAM,
      concurrency: 10,
      on_poison: () => {
        dead_links += 1;
        count();
      },
    },
    (env) => {
      numberOf(env);
      count();
    },
  );
  await done;
  await consumption.stop();
  return dead_links;
}

import { setTimeout as delay } from "node:timers/promises";
import { NATSBridge } from "@natsbridge/core";
import { createS3FileServer } from "@natsbridge/fileserver-s3";
import { connect, usernamePasswordAuthenticator } from "nats";
import { startRcloneS3, startTcpProxy } from "testkit";
import { type AccidentCounts, causeAccidents } from "./accident-plan.ts";
import { CoreLosses, type LossCounts } from "./core-losses.ts";
import { DeliveryLog } from "./delivery-log.ts";
import { LongestWait } from "./longest-wait.ts";
import { numberedMessage, numberOf, SIZE_THRESHOLD } from "./numbered-message.ts";
import { RemadeStream } from "./remade-stream.ts";
import { startRotatingCluster } from "./rotating-cluster.ts";
import { type SendFailures, sendUntilAcknowledged } from "./send-until-acknowledged.ts";

const SENDERS = 8;
/** Between two sends of each sender, in ms: the load leaves the machine room for elections. */
const PACE = 100;
const PROBE = "probe";
/** After the last accident, so that what links have swallowed is found out, in ms. */
const CALM = 30_000;

/** What the accidents came to. */
export interface AccidentsReport {
  readonly accidents: AccidentCounts;
  /** Into the stream with three replicas, 5 % of them with a link to S3. */
  readonly acknowledged: number;
  /** Acknowledged and never delivered, in both streams: must be 0. */
  readonly missing: number;
  readonly repeats: number;
  /** Into the stream that is remade. */
  readonly remade_acknowledged: number;
  /** Why a reading of it ended: it was away for too long. Each time it was begun again. */
  readonly remade_endings: readonly string[];
  /** Remakes that the reader was not told of: must be 0. */
  readonly remakes_untold: number;
  readonly core_sent: number;
  /** Core messages that are missing; of each it must have been told, within its own gap, that there may be one. */
  readonly core: LossCounts;
  /** Longest time in ms of a send, and from an acknowledgement to its delivery: must be below 60,000. */
  readonly longest_send: number;
  readonly longest_delivery: number;
  /** Sends that failed and were repeated by the application, by code and outcome. */
  readonly failures: SendFailures;
  readonly seconds: number;
}

/**
 * Accidents during load, for so many minutes: servers of a cluster killed every 20 s or in lame duck mode, accounts
 * rotated, links that swallow everything, streams remade, and a store whose answers are lost.
 */
export async function accidents(
  minutes: number,
  progress: (text: string) => void = () => undefined,
): Promise<AccidentsReport> {
  const started = performance.now();
  await using cluster = await startRotatingCluster();
  const links = await Promise.all(cluster.servers.map(({ port }) => startTcpProxy(port)));
  const s3 = await startRcloneS3();
  const store = await startTcpProxy(s3.port);
  const { bucket, access_key_id, secret_access_key } = s3;
  const fileserver = createS3FileServer({
    endpoint: `http://${store.address}`,
    public_endpoint: s3.url,
    ...{ bucket, access_key_id, secret_access_key, idle_timeout: 1_000 },
  });
  const settings = {
    broker_url: links.map(({ address }) => address).join(","),
    connection_options: {
      authenticator: usernamePasswordAuthenticator("soak", () => cluster.password),
      reconnectTimeWait: 200,
      maxReconnectAttempts: -1,
      // The servers name each other without the links between.
      ignoreClusterUpdates: true,
    },
    fileserver,
    size_threshold: SIZE_THRESHOLD,
  };
  const admin = await connect({
    servers: [...cluster.urls],
    ...{ user: "admin", pass: "x", maxReconnectAttempts: -1, reconnectTimeWait: 200 },
  });
  const sends = new LongestWait();
  const deliveries = new LongestWait();
  const failures: SendFailures = {};
  const sender = await NATSBridge.connect(settings);
  const receiver = await NATSBridge.connect(settings);
  try {
    const losses = new CoreLosses();
    void losses.follow("publisher", sender.status());
    void losses.follow("subscriber", receiver.status());
    const manager = () => admin.jetstreamManager();
    await (await manager()).streams.add({
      name: "WHOLE",
      subjects: ["whole.n"],
      num_replicas: 3,
    });
    const log = new DeliveryLog();
    const acknowledged = new Set<string>();
    const consumption = receiver.consume(
      { stream: "WHOLE", consumer: "soak", concurrency: 20, ack_wait: 5_000 },
      (env, { info }) => {
        numberOf(env);
        log.add(env.msg_id, info.redelivered);
        deliveries.end(env.msg_id);
      },
    );
    await consumption.ready;
    const remade = new RemadeStream(receiver, manager, deliveries);
    const unfollow = await remade.follow(admin);
    const core = receiver.subscribe("core.n");
    await core.ready;
    const probed = Promise.withResolvers<void>();
    void (async () => {
      for await (const { payloads } of core) {
        const [, value] = payloads[0] ?? [];
        if (value === PROBE) probed.resolve();
        else losses.receive(Number(value));
      }
    })();
    // What a cluster has not yet heard of a new subscription is no accident.
    const probing = setInterval(() => {
      void sender.smartsend("core.n", [["n", PROBE, "text"]]).catch(() => undefined);
    }, PACE);
    await probed.promise;
    clearInterval(probing);

    const over = AbortSignal.timeout(minutes * 60_000);
    let next = 0;
    const send = async () => {
      for (let n = next++; !over.aborted; n = next++) {
        const msg_id = `m-${n}`;
        const options = { msg_id, jetstream: { timeout: 2_000, retry_for: 20_000 } };
        const attempt = async () => {
          sends.begin(msg_id);
          return sender
            .smartsend("whole.n", numberedMessage(n), options)
            .finally(() => sends.end(msg_id));
        };
        await sendUntilAcknowledged(attempt, failures);
        acknowledged.add(msg_id);
        if (!log.has(msg_id)) deliveries.begin(msg_id);
        if (acknowledged.size % 500 === 0) progress(`${acknowledged.size} acknowledged`);
        await delay(PACE);
      }
    };
    let core_sent = 0;
    const sendCore = async () => {
      for (; !over.aborted; core_sent += 1) {
        const n = core_sent;
        losses.begin(n);
        await sendUntilAcknowledged(
          () => sender.smartsend("core.n", [["n", String(n), "text"]]),
          failures,
        );
        losses.confirm(n);
        await delay(PACE);
      }
    };
    const site = { cluster, links, store, remake: () => remade.remake(), progress };
    const [happened] = await Promise.all([
      causeAccidents(site, over),
      remade.send(over, failures),
      sendCore(),
      ...Array.from({ length: SENDERS }, send),
    ]);
    progress("the accidents are over");
    await Promise.race([
      Promise.all([log.reached(acknowledged.size), remade.settled(), delay(CALM)]),
      delay(4 * CALM),
    ]);
    progress(
      `${log.size} of ${acknowledged.size} delivered, ${remade.missing} of ${remade.acknowledged} missing`,
    );
    await consumption.stop();
    await unfollow();
    progress("the consumptions have ended");
    return {
      accidents: happened,
      acknowledged: acknowledged.size,
      missing: [...acknowledged].filter((id) => !log.has(id)).length + remade.missing,
      repeats: log.repeats,
      remade_acknowledged: remade.acknowledged,
      remade_endings: remade.endings,
      remakes_untold: Math.max(0, happened.remake - remade.told),
      core_sent,
      core: losses.count(),
      longest_send: sends.longest,
      longest_delivery: deliveries.longest,
      failures,
      seconds: Math.round((performance.now() - started) / 1_000),
    };
  } finally {
    await Promise.all([sender.close(), receiver.close()]);
    await admin.close();
    await Promise.all([...links, store].map((proxy) => proxy.close()));
    await s3.close();
  }
}

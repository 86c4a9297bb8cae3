import { setTimeout as delay } from "node:timers/promises";
import { NATSBridge } from "@natsbridge/core";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "nats";
import { LoadMixture } from "./load-mixture.ts";
import { MemoryTrace } from "./memory-trace.ts";
import { allHandled } from "./mixture.ts";
import { SIZE_THRESHOLD } from "./numbered-message.ts";
import { plainTopRate } from "./plain-mixture.ts";

/** Time at full speed to find the top rate, in ms, unless told otherwise. */
const TOP_RATE_TIME = 10_000;
/** How often the load is topped up, in ms. */
const TICK = 20;
/** How often memory is looked at, in ms. */
const SAMPLE_EVERY = 5_000;
const MOST_IN_FLIGHT = 1_000;
/** In MiB after a collection, from the first minute on. */
const FLAT_WITHIN = 20;

/** What a long load cost. */
export interface SteadyLoadCounts {
  readonly minutes: number;
  /** Messages per second at full speed, sent and handled. */
  readonly top_rate: number;
  /** The same of the plain NATS client and `fetch`, which check nothing. */
  readonly plain_top_rate: number;
  /** Half of it. */
  readonly rate: number;
  readonly sent: number;
  readonly handled: number;
  readonly linked: number;
  /** Errors of sends, by code: must be none. */
  readonly failures: Readonly<Record<string, number>>;
  /** Heap and buffers after a collection, in MiB. */
  readonly memory: { readonly lowest: number; readonly highest: number; readonly growth: number };
  /** Of the whole process, in MiB: at one minute and at the end. */
  readonly rss: { readonly first: number; readonly last: number };
  readonly is_flat: boolean;
  readonly unhandled_rejections: number;
  readonly warnings: readonly string[];
  /** Listeners that the load added, when idle again: must be 0. */
  readonly leaked_listeners: number;
}

/**
 * Sends JetStream messages, Core messages and requests through one bridge to another for some minutes, at half the
 * rate that this machine can do, one in a hundred linked.
 */
export async function steadyLoad(
  minutes: number,
  progress: (text: string) => void = () => undefined,
  top_rate_time: number = TOP_RATE_TIME,
): Promise<SteadyLoadCounts> {
  const rejections: unknown[] = [];
  const warnings: string[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  const onWarning = ({ name, message }: Error): void => void warnings.push(`${name}: ${message}`);
  process.on("unhandledRejection", onRejection);
  process.on("warning", onWarning);
  try {
    await using server = await startNatsServer({ jetstream: true });
    await using files = await createLocalFileServer({});
    const shared = {
      broker_url: server.url,
      fileserver_url: files.url,
      size_threshold: SIZE_THRESHOLD,
    };
    const sender = await NATSBridge.connect(shared);
    const receiver = await NATSBridge.connect(shared);
    const admin = await connect({ servers: server.url });
    const manager = await admin.jetstreamManager();
    await manager.streams.add({ name: "LOAD", subjects: ["load.stream"], max_msgs: 10_000 });
    const plain_top_rate = await plainTopRate(server.url, files.url, top_rate_time);
    const load = new LoadMixture(sender, receiver);
    await load.begin();

    const top_rate = await load.topRate(top_rate_time);
    const rate = Math.max(1, Math.floor(top_rate / 2));
    const share = (top_rate / plain_top_rate).toFixed(2);
    progress(
      `top rate ${top_rate} messages per second, ${share} x plain clients (${plain_top_rate}); ${rate} from now on`,
    );
    const listeners = load.listeners();
    const memory = new MemoryTrace();
    const started = performance.now();
    let due = 0;
    let nextSample = 0;
    while (performance.now() - started < minutes * 60_000) {
      await delay(TICK);
      const elapsed = performance.now() - started;
      for (; due < (elapsed / 1_000) * rate; due++) {
        // A machine that is busy with other work is not asked for what it cannot do now.
        if (load.inFlight < MOST_IN_FLIGHT) void load.sendNext();
      }
      if (elapsed < nextSample) continue;
      nextSample += SAMPLE_EVERY;
      // What is under way is no leak.
      await allHandled(load);
      const { used, rss } = await memory.sample(elapsed);
      if (Math.round(elapsed / 1_000) % 30 < 5) {
        const minute = (elapsed / 60_000).toFixed(1);
        progress(`${minute} min: ${load.handled} handled, ${used} MiB used, ${rss} MiB resident`);
      }
    }
    await load.idle();
    const leaked_listeners = load.listeners() - listeners;
    await load.end();
    await sender.close();
    await receiver.close();
    await admin.close();
    await delay(100);
    const { growth, highest, lowest, rss } = memory.afterFirstMinute();
    return {
      minutes,
      top_rate,
      plain_top_rate,
      rate,
      sent: load.sent,
      handled: load.handled,
      linked: load.linked,
      failures: load.failures,
      memory: { lowest, highest, growth },
      rss,
      is_flat: growth <= FLAT_WITHIN,
      unhandled_rejections: rejections.length,
      warnings,
      leaked_listeners,
    };
  } finally {
    process.off("unhandledRejection", onRejection);
    process.off("warning", onWarning);
  }
}

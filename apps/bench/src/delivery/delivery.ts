import { ensureStream, NATSBridge } from "@natsbridge/core";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect, type NatsConnection } from "nats";
import type { Benchmark, Suite } from "../benchmark.ts";
import { inParallel } from "./in-parallel.ts";

const MESSAGES = 2_000;
const AT_ONCE = 64;
const TEXT = "a reading of a sensor, ".repeat(40);
/** What the plain client sends: a value in JSON, without checksum, id and envelope. */
const PLAIN = new TextEncoder().encode(JSON.stringify({ text: TEXT }));

/** Messages of 1 kB over a real server, against the plain client that does nothing but carry bytes. */
export const delivery: Suite = {
  name: "delivery",
  async prepare() {
    const server = await startNatsServer({ jetstream: true });
    const bridge = await NATSBridge.connect({ broker_url: server.url });
    const plain = await connect({ servers: server.url });
    for (const name of ["OURS", "PLAIN"]) {
      const subjects = [name.toLowerCase()];
      await ensureStream(plain, { name, subjects, storage: "memory", max_msgs: 50_000 });
    }
    return {
      benchmarks: [core(bridge, plain), jetStream(bridge, plain), consume(bridge, plain)],
      async close() {
        await bridge.close();
        await plain.close();
        await server.stop();
      },
    };
  },
};

function core(bridge: NATSBridge, plain: NatsConnection): Benchmark {
  return {
    name: `${MESSAGES} Core messages of 1 kB, each confirmed by the server`,
    unit: "ms",
    contenders: [
      {
        name: "smartsend",
        run: () =>
          inParallel(MESSAGES, AT_ONCE, () => bridge.smartsend("c", [["t", TEXT, "text"]])),
      },
      {
        name: "nats publish and flush",
        run: () =>
          inParallel(MESSAGES, AT_ONCE, async () => {
            plain.publish("c", PLAIN);
            await plain.flush();
          }),
      },
    ],
    bars: [],
  };
}

function jetStream(bridge: NATSBridge, plain: NatsConnection): Benchmark {
  const js = plain.jetstream();
  return {
    name: `${MESSAGES} JetStream messages of 1 kB, each acknowledged`,
    unit: "ms",
    contenders: [
      {
        name: "smartsend with jetstream",
        run: () =>
          inParallel(MESSAGES, AT_ONCE, () =>
            bridge.smartsend("ours", [["t", TEXT, "text"]], { jetstream: true }),
          ),
      },
      {
        name: "nats jetstream publish",
        run: () => inParallel(MESSAGES, AT_ONCE, () => js.publish("plain", PLAIN)),
      },
    ],
    bars: [],
  };
}

/** Reads what the benchmark before this one has stored. */
function consume(bridge: NATSBridge, plain: NatsConnection): Benchmark {
  return {
    name: `${MESSAGES} JetStream messages of 1 kB consumed and acknowledged`,
    unit: "ms",
    contenders: [
      {
        name: "NATSBridge.consume",
        async run() {
          const { promise: done, resolve } = Promise.withResolvers<void>();
          let count = 0;
          const consumer = `c${crypto.randomUUID()}`;
          const consumption = bridge.consume(
            { stream: "OURS", consumer, concurrency: AT_ONCE },
            () => {
              count += 1;
              if (count === MESSAGES) resolve();
            },
          );
          await done;
          await consumption.stop();
        },
      },
      {
        name: "nats consume and JSON.parse",
        async run() {
          const manager = await plain.jetstreamManager();
          const consumer = `c${crypto.randomUUID()}`;
          await manager.consumers.add("PLAIN", { durable_name: consumer });
          const source = await plain.jetstream().consumers.get("PLAIN", consumer);
          let count = 0;
          for await (const message of await source.consume({ max_messages: AT_ONCE })) {
            message.json();
            message.ack();
            count += 1;
            if (count === MESSAGES) break;
          }
        },
      },
    ],
    bars: [],
  };
}

import { ensureStream, type NATSBridge } from "@natsbridge/core";
import type { NatsConnection } from "nats";
import type { Benchmark } from "../benchmark.ts";
import { inParallel } from "../in-parallel.ts";
import type { Connections } from "./connections.ts";
import { timed } from "./pass.ts";
import { seedSend } from "./seed-client.ts";

const MESSAGES = 3_000;
const IN_FLIGHT = 64;

/** Messages of half a kilobyte into a stream and out of it. */
export async function storedMessages({ bridge, sender }: Connections): Promise<Benchmark[]> {
  for (const name of ["OURS", "BARE", "READ"]) {
    const subjects = [name.toLowerCase()];
    await ensureStream(sender, { name, subjects, storage: "memory", max_msgs: 50_000 });
  }
  const js = sender.jetstream();
  for (let sent = 0; sent < MESSAGES; sent++) {
    await seedSend(sender, "read", [["message", "Hello!", "text"]]);
  }
  const [, json] = await seedSend(sender, "nobody", [["message", "Hello!", "text"]]);
  const raw = new TextEncoder().encode(json);
  const publish: Benchmark = {
    name: `small text into a stream, ${IN_FLIGHT} in flight`,
    unit: "ms",
    messages: MESSAGES,
    contenders: [
      {
        name: "smartsend with jetstream",
        run: () =>
          timed(() =>
            inParallel(MESSAGES, IN_FLIGHT, () =>
              bridge.smartsend("ours", [["message", "Hello!", "text"]], { jetstream: true }),
            ),
          ),
      },
      {
        name: "client's publish",
        run: () => timed(() => inParallel(MESSAGES, IN_FLIGHT, () => js.publish("bare", raw))),
      },
    ],
    bars: [{ against: "client's publish", atLeast: 0.65 }],
  };
  return [publish, consume(bridge, sender, 16, 0.5), consume(bridge, sender, 1)];
}

function consume(
  bridge: NATSBridge,
  sender: NatsConnection,
  inHand: number,
  atLeast?: number,
): Benchmark {
  return {
    name: `small text out of a stream, acknowledged, ${inHand} in hand`,
    unit: "ms",
    messages: MESSAGES,
    contenders: [
      { name: "consume", run: () => timed(() => consumeOurs(bridge, inHand)) },
      { name: "client's consume", run: () => timed(() => consumeBare(sender, inHand)) },
    ],
    bars: atLeast === undefined ? [] : [{ against: "client's consume", atLeast }],
  };
}

async function consumeOurs(bridge: NATSBridge, concurrency: number): Promise<void> {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const consumer = `c${crypto.randomUUID()}`;
  const consumption = bridge.consume({ stream: "READ", consumer, concurrency }, () => {
    count += 1;
    if (count === MESSAGES) resolve();
  });
  await done;
  await consumption.stop();
}

async function consumeBare(sender: NatsConnection, max_messages: number): Promise<void> {
  const manager = await sender.jetstreamManager();
  const consumer = `c${crypto.randomUUID()}`;
  await manager.consumers.add("READ", { durable_name: consumer });
  const source = await sender.jetstream().consumers.get("READ", consumer);
  let count = 0;
  for await (const message of await source.consume({ max_messages })) {
    message.ack();
    count += 1;
    if (count === MESSAGES) break;
  }
}

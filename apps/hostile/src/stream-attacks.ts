import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { NATSBridge } from "@natsbridge/core";
import { ensureStream, publishMessage } from "@natsbridge/transport";
import type { Attack } from "./attack.ts";
import { direct, message } from "./messages.ts";

const COUNT = 100;
const LONG = "i".repeat(900_000);

/** Bytes that are in use once what nobody holds is gone. */
function inUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** What a stream of messages leaves behind. */
export const STREAM_ATTACKS: readonly Attack[] = [
  {
    name: "100 ids of 900 kB that are remembered",
    expected: "100 handled, under 20 MB kept",
    memory_mb: 500,
    async run({ nats }) {
      await using bridge = await NATSBridge.connect({ broker_url: nats });
      await ensureStream(bridge.connection, { name: "HI", subjects: ["hostile.ids"] });
      let handled = 0;
      const done = Promise.withResolvers<void>();
      const consumption = bridge.consume(
        { stream: "HI", consumer: "c", dedup_window: 600_000 },
        () => {
          handled += 1;
          if (handled === COUNT) done.resolve();
        },
      );
      await consumption.ready;
      const before = inUse();
      for (let at = 0; at < COUNT; at++) {
        const body = new TextEncoder().encode(message([direct()], { msg_id: `${LONG}${at}` }));
        await publishMessage(bridge.connection, "hostile.ids", body, "", { jetstream: true });
      }
      await done.promise;
      const kept = inUse() - before;
      await consumption.stop();
      return `${handled} handled, ${kept < 20_000_000 ? "under 20 MB" : kept} kept`;
    },
  },
];

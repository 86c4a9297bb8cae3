import { type SendPayload, smartreceive, smartsend } from "@natsbridge/core";
import type { Benchmark, Suite } from "../benchmark.ts";
import { inParallel } from "../in-parallel.ts";
import { type Connections, openConnections } from "./connections.ts";
import { noise } from "./noise.ts";
import { pass, timed } from "./pass.ts";
import { seedReceive, seedSend } from "./seed-client.ts";

type Data = readonly (SendPayload & readonly [string, Uint8Array, "binary"])[];

/** How costs grow with the size of a payload, with their number, and with that of the subscribers. */
export const growth: Suite = {
  name: "growth",
  async prepare() {
    const connections = await openConnections();
    const sizes = [100, 10_000, 100_000, 1_000_000, 8_000_000];
    const counts = [1, 10, 100, 1_000];
    const subscribers = [1, 10, 50];
    return {
      benchmarks: [
        ...sizes.map((bytes) =>
          direct(
            `a payload of ${count(bytes)} bytes`,
            connections,
            parts(1, bytes),
            4e7 / (bytes + 4e4),
          ),
        ),
        ...counts.map((many) =>
          direct(
            `${count(many)} payloads of 100 bytes`,
            connections,
            parts(many, 100),
            2_000 / many,
          ),
        ),
        ...subscribers.map((many) => fanOut(many, connections)),
      ],
      close: () => connections.close(),
    };
  },
};

function parts(many: number, bytes: number): Data {
  return Array.from({ length: many }, (_, at): Data[number] => [
    `part ${at}`,
    noise(bytes),
    "binary",
  ]);
}

/** All in the message, whatever its size. */
function direct(
  name: string,
  { sender, reader }: Connections,
  data: Data,
  wanted: number,
): Benchmark {
  const messages = Math.ceil(wanted);
  const how = { messages, inFlight: 8, maxLag: 8 };
  const options = { nats_connection: sender, size_threshold: Number.POSITIVE_INFINITY };
  const send = (subject: string) => smartsend(subject, data, options);
  const seed = (subject: string) => seedSend(sender, subject, data);
  return {
    name,
    unit: "ms",
    messages,
    contenders: [
      { name: "smartsend", run: () => pass(reader, { ...how, send, read: smartreceive }) },
      {
        name: "specification's code",
        run: () => pass(reader, { ...how, send: seed, read: seedReceive }),
      },
    ],
    bars: [],
  };
}

/** One message, read by each of many. */
function fanOut(many: number, { sender, reader }: Connections): Benchmark {
  const messages = Math.ceil(2_000 / many);
  const data: readonly SendPayload[] = [["message", "Hello!", "text"]];
  const readers = async (read: (message: { readonly data: Uint8Array }) => Promise<unknown>) => {
    const subject = `fan.${crypto.randomUUID()}`;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    let left = messages * many;
    for (let at = 0; at < many; at++) {
      reader.subscribe(subject, {
        max: messages,
        callback: async (_error, message) => {
          await read(message);
          left -= 1;
          if (left === 0) resolve();
        },
      });
    }
    await reader.flush();
    return timed(async () => {
      await inParallel(messages, 8, () => smartsend(subject, data, { nats_connection: sender }));
      await done;
    });
  };
  return {
    name: `small text, read by ${many}`,
    unit: "ms",
    messages,
    contenders: [
      { name: "smartreceive", run: () => readers(smartreceive) },
      { name: "specification's code", run: () => readers(seedReceive) },
    ],
    bars: [],
  };
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

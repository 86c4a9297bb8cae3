import { type SendPayload, type SmartSendOptions, smartreceive, smartsend } from "@natsbridge/core";
import type { Bar, Benchmark } from "../benchmark.ts";
import type { Connections } from "./connections.ts";
import { noise } from "./noise.ts";
import { type PassOptions, pass } from "./pass.ts";
import { seedReceive, seedSend } from "./seed-client.ts";

type Data = readonly (SendPayload & readonly [string, string | Uint8Array, string])[];

const SMALL: Data = [["message", "Hello!", "text"]];
const PICTURE: Data = [["picture", noise(500_000), "image"]];
const TWENTY: Data = Array.from({ length: 20 }, (_, at): Data[number] => [
  `part ${at}`,
  noise(20_000),
  "binary",
]);

/** Names of those that ours is compared with. */
const BARE = "bare publish";
const FLUSHED = "bare publish and flush";
const SEED = "specification's code";

/** Messages that carry all they have: ours with checksum and validation, the others without. */
export async function directMessages(connections: Connections): Promise<Benchmark[]> {
  const cpu: Bar = { against: SEED, atLeast: 1, isOfCpu: true };
  const many = { messages: 10_000, inFlight: 256, maxLag: 1024 };
  const few = { messages: 5_000, inFlight: 16, maxLag: 1024 };
  const one = { messages: 3_000, inFlight: 1, maxLag: 1024 };
  const big = { messages: 80, inFlight: 8, maxLag: 16 };
  return Promise.all([
    compare("small text, 256 in flight", connections, SMALL, many, [
      { against: SEED, atLeast: 1 },
      cpu,
    ]),
    compare("small text, 16 in flight", connections, SMALL, few, []),
    compare("small text, one after the other", connections, SMALL, one, [
      { against: FLUSHED, atLeast: 0.8 },
    ]),
    unconfirmed(
      "small text, one after the other, confirmed by the client",
      connections,
      SMALL,
      one,
    ),
    compare("500 kB picture, 8 in flight", connections, PICTURE, big, [
      { against: SEED, atLeast: 1.2 },
      { against: BARE, atLeast: 0.42 },
    ]),
    compare("20 payloads of 20 kB, 8 in flight", connections, TWENTY, big, [
      { against: SEED, atLeast: 1.15 },
    ]),
  ]);
}

async function compare(
  name: string,
  { sender, reader, otherSender, bridge }: Connections,
  data: Data,
  how: Pick<PassOptions, "messages" | "inFlight" | "maxLag">,
  bars: readonly Bar[],
): Promise<Benchmark> {
  const [, json] = await smartsend("x", data, { is_publish: false });
  const raw = new TextEncoder().encode(json);
  const length = (message: { readonly data: Uint8Array }) => message.data.length;
  const contender = (
    who: string,
    send: PassOptions["send"],
    read: PassOptions["read"] = smartreceive,
  ) => ({ name: who, run: () => pass(reader, { ...how, send, read }) });
  const ours = (options: SmartSendOptions) => (subject: string) =>
    smartsend(subject, data, options);
  return {
    name,
    unit: "ms",
    messages: how.messages,
    contenders: [
      contender("smartsend, confirmed by the server", ours({ nats_connection: sender })),
      contender("the same of a bridge", (subject) => bridge.smartsend(subject, data)),
      contender("the same over @nats-io", ours({ nats_connection: otherSender })),
      contender(SEED, (subject) => seedSend(sender, subject, data), seedReceive),
      contender(BARE, (subject) => sender.publish(subject, raw), length),
      contender(
        FLUSHED,
        async (subject) => {
          sender.publish(subject, raw);
          await sender.flush();
        },
        length,
      ),
    ],
    bars,
  };
}

/** Without a round trip, as the specification's code is. */
async function unconfirmed(
  name: string,
  { sender, reader }: Connections,
  data: Data,
  how: Pick<PassOptions, "messages" | "inFlight" | "maxLag">,
): Promise<Benchmark> {
  const send = (subject: string) =>
    smartsend(subject, data, { nats_connection: sender, confirm: "client" });
  return {
    name,
    unit: "ms",
    messages: how.messages,
    contenders: [
      { name: "smartsend", run: () => pass(reader, { ...how, send, read: smartreceive }) },
      {
        name: SEED,
        run: () =>
          pass(reader, {
            ...how,
            send: (subject) => seedSend(sender, subject, data),
            read: seedReceive,
          }),
      },
    ],
    bars: [{ against: SEED, atLeast: 0.75 }],
  };
}

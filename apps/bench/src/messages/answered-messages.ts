import { smartreceive } from "@natsbridge/core";
import type { Benchmark } from "../benchmark.ts";
import { inParallel } from "../in-parallel.ts";
import type { Connections } from "./connections.ts";
import { pass, timed } from "./pass.ts";
import { seedSend } from "./seed-client.ts";

const MESSAGES = 2_000;
const IN_FLIGHT = 32;

/** Requests, which are two messages each, and what a subscription costs. */
export async function answeredMessages(connections: Connections): Promise<Benchmark[]> {
  return [await requests(connections), subscriptions(connections)];
}

async function requests({ bridge, sender, reader }: Connections): Promise<Benchmark> {
  const ours = bridge.subscribe("ask.ours");
  void (async () => {
    for await (const env of ours) void bridge.reply(env, [["answer", "Hello!", "text"]]);
  })();
  reader.subscribe("ask.bare", {
    callback: (_error, message) => void message.respond(message.data),
  });
  await ours.ready;
  await reader.flush();
  const [, json] = await seedSend(sender, "nobody", [["question", "Hello?", "text"]]);
  const raw = new TextEncoder().encode(json);
  const ask = (question: () => Promise<unknown>) => () =>
    timed(() => inParallel(MESSAGES, IN_FLIGHT, question));
  return {
    name: `small request and its reply, ${IN_FLIGHT} in flight`,
    unit: "ms",
    messages: MESSAGES,
    contenders: [
      {
        name: "request",
        run: ask(() => bridge.request("ask.ours", [["question", "Hello?", "text"]])),
      },
      { name: "bare request", run: ask(() => sender.request("ask.bare", raw, { timeout: 5_000 })) },
    ],
    bars: [{ against: "bare request", atLeast: 0.4 }],
  };
}

function subscriptions({ bridge, sender, reader }: Connections): Benchmark {
  const messages = 5_000;
  const how = { messages, inFlight: 256, maxLag: 1024 };
  const send = (subject: string) => seedSend(sender, subject, [["message", "Hello!", "text"]]);
  const subscribed = async (concurrency: number) => {
    const subject = `s.${crypto.randomUUID()}`;
    const subscription = bridge.subscribe(subject, { concurrency });
    await subscription.ready;
    let got = 0;
    const reading = (async () => {
      for await (const _env of subscription) if (++got === messages) break;
    })();
    return timed(async () => {
      let sent = 0;
      await inParallel(messages, how.inFlight, async () => {
        await send(subject);
        sent += 1;
        while (sent - got > how.maxLag) await new Promise((resolve) => setImmediate(resolve));
      });
      await reading;
    });
  };
  return {
    name: "small text of the specification's sender, read by a subscription",
    unit: "ms",
    messages,
    contenders: [
      { name: "subscribe", run: () => subscribed(1) },
      { name: "subscribe, 16 at once", run: () => subscribed(16) },
      {
        name: "client's subscription and smartreceive",
        run: () => pass(reader, { ...how, send, read: smartreceive }),
      },
      {
        name: "client's subscription",
        run: () => pass(reader, { ...how, send, read: ({ data }) => data.length }),
      },
    ],
    bars: [],
  };
}

import { connect as connectIo } from "@nats-io/transport-node";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NatsBridgeError } from "@natsbridge/schema";
import { connect, StringCodec } from "nats";
import { faultServer } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReceivedEnvelope } from "../receive/received.ts";
import { NATSBridge } from "./nats-bridge.ts";

let nats: NatsServer;

beforeAll(async () => {
  nats = await startNatsServer();
});

afterAll(async () => {
  await nats?.stop();
});

async function failure(promise: Promise<unknown>): Promise<NatsBridgeError> {
  const error: unknown = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (NatsBridgeError.isInstance(error)) return error;
  throw error;
}

const open = () => NATSBridge.connect({ broker_url: nats.url });

async function take<Item>(source: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of source) if (items.push(item) === count) break;
  return items;
}

const values = (envelopes: readonly ReceivedEnvelope[]) =>
  envelopes.map(({ payloads }) => payloads.map(([, data]) => data));

describe("connections", () => {
  test("our own is drained and closed, also by await using", async () => {
    let connection: NATSBridge["connection"];
    {
      await using bridge = await open();
      connection = bridge.connection;
      await bridge.smartsend("s", [["a", "b", "text"]]);
      expect(connection.isClosed()).toBe(false);
    }
    expect(connection.isClosed()).toBe(true);
  });

  test.each([
    ["nats 2", connect],
    ["@nats-io 3", connectIo],
  ])(
    "one of %s that was passed stays open, and its subscriptions of the bridge end",
    async (_name, dial) => {
      const nats_connection = await dial({ servers: nats.url });
      try {
        const bridge = await NATSBridge.connect({ nats_connection });
        const received = take(bridge.subscribe("given"), 2);
        await bridge.smartsend("given", [["a", "b", "text"]]);
        await bridge.close();
        await bridge.close();
        expect(values(await received)).toEqual([["b"]]);
        expect(nats_connection.isClosed()).toBe(false);
      } finally {
        await nats_connection.close();
      }
    },
  );

  test("a broker that is not there", async () => {
    const error = await failure(NATSBridge.connect({ broker_url: "nats://127.0.0.1:1" }));
    expect(error.code).toBe("connection_failed");
  });

  test("bounds for all that it publishes, checked before it connects", async () => {
    await expect(
      NATSBridge.connect({ broker_url: "nats://127.0.0.1:1", max_bytes_per_second: 0 }),
    ).rejects.toMatchObject({ code: "invalid_config" });
    await using bridge = await NATSBridge.connect({
      broker_url: nats.url,
      max_bytes_per_second: 1_000_000,
    });
    const started = performance.now();
    const sends = Array.from({ length: 4 }, () =>
      bridge.smartsend("s", [["a", new Uint8Array(75_000), "binary"]]),
    );
    await Promise.all(sends);
    // Four messages of 100 kB of base64 at 1 MB/s: the last begins after 300 ms.
    expect(performance.now() - started).toBeGreaterThan(295);
  });

  test("reads the links of the store that it sends with", async () => {
    await using files = await createLocalFileServer();
    const fileserver = createPlikFileServer({ url: files.url });
    const bytes = new Uint8Array(5_000).fill(7);
    const options = { broker_url: nats.url, fileserver, size_threshold: 1_000 };
    await using bridge = await NATSBridge.connect(options);
    const [, json] = await bridge.smartsend("own", [["file", bytes, "binary"]]);
    expect((await bridge.smartreceive(json)).payloads[0]?.[1]).toEqual(bytes);
    // A store of a call is that call's affair.
    await using other = await open();
    expect((await failure(other.smartreceive(json))).code).toBe("link_forbidden");
  });

  test("defaults of the bridge, and options of a call that win", async () => {
    await using bridge = await NATSBridge.connect({
      broker_url: nats.url,
      sender_name: "front-end",
      receiver_name: "agent",
    });
    const [env] = await bridge.smartsend("s", [], {
      msg_purpose: "updateStatus",
      receiver_name: "other",
      sender_name: undefined,
    });
    expect([env.sender_name, env.receiver_name]).toEqual(["front-end", "other"]);
  });
});

describe("subscribe", () => {
  test("gives envelopes in order; one bad message goes to on_poison and ends nothing", async () => {
    await using bridge = await open();
    const poison: [string, string][] = [];
    const messages = bridge.subscribe("orders.*", {
      concurrency: 4,
      on_poison: (error, message) => {
        poison.push([error.code, message.subject]);
        throw new Error("a handler that fails itself");
      },
    });
    await messages.ready;
    await bridge.smartsend("orders.a", [["n", 1, "dictionary"]]);
    bridge.connection.publish("orders.b", "not ours");
    await bridge.smartsend("orders.c", [["n", 2, "dictionary"]]);
    expect(values(await take(messages, 2))).toEqual([[1], [2]]);
    expect(poison).toEqual([["invalid_envelope", "orders.b"]]);
  });

  test("a queue group shares the messages", async () => {
    await using bridge = await open();
    const members = [
      bridge.subscribe("work", { queue: "q" }),
      bridge.subscribe("work", { queue: "q" }),
    ];
    const received: number[] = [];
    const done = members.map(async (member) => {
      for await (const env of member) received.push(env.payloads[0]?.[1] as number);
    });
    for (let at = 0; at < 20; at++) await bridge.smartsend("work", [["n", at, "dictionary"]]);
    await Promise.all(members.map((member) => member.drain()));
    await Promise.all(done);
    expect(received.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  test("an abort ends it; unsubscribe ends it", async () => {
    await using bridge = await open();
    const abort = new AbortController();
    const aborted = take(bridge.subscribe("s", { signal: abort.signal }), 1);
    const stopped = bridge.subscribe("s");
    const ended = take(stopped, 1);
    abort.abort();
    stopped.unsubscribe();
    expect(await aborted).toEqual([]);
    expect(await ended).toEqual([]);
  });

  test("lazy: handles in place of values", async () => {
    await using files = await createLocalFileServer({});
    await using bridge = await NATSBridge.connect({
      broker_url: nats.url,
      fileserver_url: files.url,
      size_threshold: 0,
    });
    const messages = bridge.subscribe("lazy", { lazy: true });
    await bridge.smartsend("lazy", [["a", "text", "text"]]);
    const [env] = await take(messages, 1);
    expect(await env?.payloads[0]?.[1].text()).toBe("text");
  });

  test("a signal that has fired already, and a download under way, are no poison", async () => {
    await using stalling = await faultServer([{ kind: "stall" }]);
    await using bridge = await NATSBridge.connect({
      broker_url: nats.url,
      fileserver_url: stalling.url,
    });
    const poison: string[] = [];
    const on_poison = (error: NatsBridgeError) => void poison.push(error.code);
    const signal = AbortSignal.abort();
    expect(await take(bridge.subscribe("s", { signal, on_poison }), 1)).toEqual([]);

    const messages = bridge.subscribe("stalled", { on_poison });
    await messages.ready;
    const [, json] = await bridge.smartsend("stalled", [["a", "b", "text"]], { is_publish: false });
    const link = { transport: "link", data: `${stalling.url}/file/x/y/z` };
    const body = JSON.parse(json) as { payloads: object[] };
    body.payloads = [{ ...body.payloads[0], ...link }];
    const ended = take(messages, 1);
    bridge.connection.publish("stalled", JSON.stringify(body));
    await stalling.arrived(1);
    messages.unsubscribe();
    expect(await ended).toEqual([]);
    // The download was given up, too.
    await stalling.quiet();
    expect(poison).toEqual([]);
  });

  test("wrong options throw at the call", async () => {
    await using bridge = await open();
    for (const options of [{ concurrency: 0 }, { max_retries: 0 }, { queue: "q 1\r\nPUB x 0" }]) {
      expect(() => bridge.subscribe("s", options)).toThrowError(
        expect.objectContaining({ code: "invalid_config" }),
      );
    }
  });

  test("a subject that is none", async () => {
    await using bridge = await open();
    expect(() => bridge.subscribe("a b")).toThrowError(
      expect.objectContaining({ code: "invalid_subject" }),
    );
  });
});

describe("request and reply", () => {
  test("an answer finds its way, with the ids that tie it to the question", async () => {
    await using service = await open();
    await using client = await open();
    const questions = service.subscribe("square");
    await questions.ready;
    const serving = (async () => {
      const [question] = await take(questions, 1);
      if (question === undefined) throw new Error("no question");
      const number = question.payloads[0]?.[1] as number;
      await service.reply(question, [["result", number * number, "dictionary"]]);
      return question;
    })();
    const answer = await client.request("square", [["n", 12, "dictionary"]], {
      correlation_id: "trace-1",
      sender_name: "client",
    });
    const question = await serving;
    expect(values([answer])).toEqual([[144]]);
    expect(question.reply_to).toMatch(/^_INBOX\./);
    expect(answer).toMatchObject({
      correlation_id: "trace-1",
      reply_to_msg_id: question.msg_id,
      receiver_name: "client",
      receiver_id: question.sender_id,
      send_to: question.reply_to,
    });
  });

  test("a peer of another language answers by a plain publish to reply_to", async () => {
    await using client = await open();
    const other = await connect({ servers: nats.url });
    other.subscribe("plain", {
      callback: (_error, message) => {
        const { reply_to, msg_id } = message.json<{ reply_to: string; msg_id: string }>();
        const body = { correlation_id: "x", msg_id: "y", reply_to_msg_id: msg_id, payloads: [] };
        other.publish(reply_to, StringCodec().encode(JSON.stringify(body)));
      },
    });
    await other.flush();
    const answer = await client.request("plain", [["q", "?", "text"]]);
    expect(answer.msg_id).toBe("y");
    await other.close();
  });

  test("nobody listens, nobody answers, the caller gives up: each its own code, and big uploads are undone where nothing arrived", async () => {
    await using files = await createLocalFileServer({});
    await using client = await NATSBridge.connect({
      broker_url: nats.url,
      fileserver_url: files.url,
    });
    expect((await failure(client.request("nobody", [["q", "?", "text"]]))).code).toBe(
      "no_responders",
    );
    const silent = client.subscribe("silent");
    await silent.ready;
    const late = await failure(client.request("silent", [["q", "?", "text"]], { timeout: 50 }));
    expect(late.code).toBe("timeout");
    const abort = new AbortController();
    const given = failure(client.request("silent", [["q", "?", "text"]], { signal: abort.signal }));
    setImmediate(() => abort.abort());
    expect((await given).code).toBe("aborted");
    silent.unsubscribe();
  });

  test("ACK and NACK, also by a bridge whose messages go to streams", async () => {
    await using bridge = await open();
    await using storing = await NATSBridge.connect({ broker_url: nats.url, jetstream: true });
    const answers = bridge.subscribe("answers");
    await answers.ready;
    const [env] = await bridge.smartsend("s", [["a", "b", "text"]], { reply_to: "answers" });
    await storing.ack(env);
    await storing.nack(env, "no such table");
    const [ack, nack] = await take(answers, 2);
    expect(ack).toMatchObject({ msg_purpose: "ACK", reply_to_msg_id: env.msg_id, payloads: [] });
    expect(nack).toMatchObject({
      msg_purpose: "NACK",
      correlation_id: env.correlation_id,
      metadata: { reason: "no such table" },
    });
  });

  test("a message that wants no answer", async () => {
    await using bridge = await open();
    const [env] = await bridge.smartsend("s", [["a", "b", "text"]]);
    expect((await failure(bridge.reply(env, []))).code).toBe("invalid_subject");
  });
});

test("a restarted server is found again, and the subscription goes on", async () => {
  await using server = await startNatsServer();
  await using bridge = await NATSBridge.connect({
    broker_url: server.url,
    connection_options: { reconnectTimeWait: 50 },
  });
  const messages = bridge.subscribe("again");
  await messages.ready;
  const events = bridge.status();
  const reconnected = (async () => {
    for await (const event of events) if (event.type === "reconnect") return;
  })();
  await server.restart();
  await reconnected;
  await bridge.smartsend("again", [["a", "b", "text"]]);
  expect(values(await take(messages, 1))).toEqual([["b"]]);
});

import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { publishMessage } from "@natsbridge/transport";
import { faultServer } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureStream } from "../index.ts";
import { NATSBridge } from "./nats-bridge.ts";

let nats: NatsServer;
let bridge: NATSBridge;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  bridge = await NATSBridge.connect({ broker_url: nats.url });
  await ensureStream(bridge.connection, { name: "WORK", subjects: ["work.>"] });
  await ensureStream(bridge.connection, { name: "DEAD", subjects: ["dead.>"] });
});
afterAll(async () => {
  await bridge?.close();
  await nats?.stop();
});

/** A dead letter as `consume` leaves it. */
const bury = (subject: string, body: string, headers: Record<string, string> = {}) =>
  publishMessage(bridge.connection, "dead.work", body, "", {
    jetstream: true,
    headers: {
      "NATSBridge-Code": "handler_failed",
      "NATSBridge-Subject": subject,
      "NATSBridge-Stream": "WORK",
      "NATSBridge-Sequence": "1",
      ...headers,
    },
  });

test("letters go back to where they came from, and what cannot stays with its reason", async () => {
  const [, json] = await bridge.smartsend("s", [["n", 1, "dictionary"]], { is_publish: false });
  await using files = await createLocalFileServer();
  const big = ["big", new Uint8Array(2_000_000), "binary"] as const;
  const link = { is_publish: false, fileserver_url: files.url };
  const [, linked] = await bridge.smartsend("s", [big], link);
  const gone = linked.replace(/\/file\/[^/]+\//, "/file/nosuchupload/");
  await bury("work.a", json, { traceparent: "t" });
  await bury("work.b", linked);
  await bury("other.c", json);
  await bury("$JS.API.STREAM.DELETE.WORK", json);
  await bury("work.d", "");
  await bury("work.e", gone);
  await publishMessage(bridge.connection, "dead.plain", json, "", { jetstream: true });

  await using own = await NATSBridge.connect({ broker_url: nats.url, fileserver_url: files.url });
  const { redriven, kept } = await own.redrive({ stream: "DEAD", to: "work.*" });
  expect(redriven.map(({ seq, subject, pub_ack }) => [seq, subject, pub_ack.stream])).toEqual([
    [1, "work.a", "WORK"],
    [2, "work.b", "WORK"],
  ]);
  expect(kept).toEqual([
    { seq: 3, reason: 'it says that it came from "other.c", which does not match "work.*"' },
    {
      seq: 4,
      reason:
        'it says that it came from "$JS.API.STREAM.DELETE.WORK", which does not match "work.*"',
    },
    { seq: 5, reason: 'its body was too large to keep: message 1 of stream "WORK" has it' },
    { seq: 6, reason: "a file that it links to is gone" },
    { seq: 7, reason: "it is no dead letter: it has no header NATSBridge-Subject" },
  ]);
  const options = { stream: "WORK", consumer: "w", fileserver_url: files.url };
  for await (const { env, headers, ack } of bridge.consume(options)) {
    expect(env.payloads[0]?.[1]).toBe(1);
    expect(headers?.get("Nats-Msg-Id")).toBe("redrive.DEAD.1");
    expect(headers?.get("traceparent")).toBe("t");
    expect(headers?.has("NATSBridge-Code")).toBe(false);
    await ack();
    break;
  }
  // A letter that was published and could not be taken out is no second message.
  const again = { jetstream: true, msg_id: "redrive.DEAD.8" } as const;
  await publishMessage(bridge.connection, "work.f", json, "", again);
  await bury("work.f", json);
  const edited: number[] = [];
  const second = await bridge.redrive({
    stream: "DEAD",
    to: "work.>",
    filter: "dead.work",
    edit: (body, { seq }) => {
      edited.push(seq);
      return seq === 6 ? json : body;
    },
  });
  expect(second.redriven.map(({ seq, subject }) => [seq, subject])).toEqual([[6, "work.e"]]);
  expect(second.kept.at(-1)).toEqual({
    seq: 8,
    reason: 'stream "WORK" had it already, as message 3',
  });
  expect(edited).toEqual([6, 8]);
});

test("a link that may not be read is not asked for either", async () => {
  await using other = await faultServer([{ kind: "answer", status: 404 }]);
  const [, json] = await bridge.smartsend("s", [["n", 1, "dictionary"]], { is_publish: false });
  const env = JSON.parse(json);
  env.payloads = [
    { ...env.payloads[0], payload_type: "binary", transport: "link", data: `${other.url}/x` },
  ];
  await ensureStream(bridge.connection, { name: "FAR", subjects: ["far.>"] });
  const headers = {
    "NATSBridge-Code": "link_gone",
    "NATSBridge-Subject": "work.far",
    "NATSBridge-Stream": "WORK",
  };
  const body = JSON.stringify(env);
  await publishMessage(bridge.connection, "far.x", body, "", { jetstream: true, headers });
  const { redriven } = await bridge.redrive({ stream: "FAR", to: "work.>" });
  expect(redriven.length).toBe(1);
  expect(other.requests).toEqual([]);
});

test("what is wrong with the options is said at once", async () => {
  await expect(bridge.redrive({ stream: "DEAD", to: "$JS.>" })).rejects.toMatchObject({
    code: "invalid_config",
  });
  await expect(bridge.redrive({ stream: "NONE", to: "x" })).rejects.toMatchObject({
    code: "no_responders",
  });
});

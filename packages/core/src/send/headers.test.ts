import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { connect, ensureStream, type NatsConnection } from "@natsbridge/transport";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NATSBridge } from "../bridge/nats-bridge.ts";
import { smartsend } from "../smartsend.ts";

let nats: NatsServer;
let files: LocalFileServer;
let connection: NatsConnection;
let bridge: NATSBridge;
beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  files = await createLocalFileServer({});
  connection = await connect({ servers: nats.url });
  bridge = await NATSBridge.connect({ nats_connection: connection, fileserver_url: files.url });
  await ensureStream(connection, { name: "KEPT", subjects: ["kept"] });
});
afterAll(async () => {
  await bridge.close();
  await connection.close();
  await files.close();
  await nats.stop();
});

const headers = { "X-Trace": "a:b", tenant: "blue" };

test("they arrive: on a subject, from a stream, and with a question", async () => {
  const subscription = connection.subscribe("headed", { max: 2 });
  await bridge.smartsend("headed", [["n", 1, "dictionary"]], { headers });
  const asking = bridge.request("headed", [["n", 1, "dictionary"]], { headers });
  for await (const { headers: found, reply } of subscription) {
    expect(found?.get("X-Trace")).toBe("a:b");
    expect(found?.get("tenant")).toBe("blue");
    if (reply)
      await bridge.ack({
        reply_to: reply,
        msg_id: "m",
        correlation_id: "c",
        sender_name: "",
        sender_id: "",
      });
  }
  expect((await asking).msg_purpose).toBe("ACK");

  await bridge.smartsend("kept", [["n", 1, "dictionary"]], {
    headers,
    jetstream: true,
    msg_id: "m-1",
  });
  for await (const delivery of bridge.consume({ stream: "KEPT" })) {
    expect(delivery.headers?.get("tenant")).toBe("blue");
    expect(delivery.headers?.get("Nats-Msg-Id")).toBe("m-1");
    break;
  }
});

test("they count against max_payload", async () => {
  const wide = { wide: "x".repeat(200_000) };
  const payload = ["big", new Uint8Array(700_000), "binary"] as const;
  const plain = await bridge.smartsend("counted", [payload]);
  expect(plain[2].payloads[0]?.transport).toBe("direct");
  const [, , { payloads }] = await bridge.smartsend("counted", [payload], { headers: wide });
  expect(payloads[0]?.transport).toBe("link");
  expect(payloads[0]?.reason).toMatch(/\(200,0\d\d of them headers\) > max_payload 1,048,576$/);
});

describe("what cannot be a header is refused before anything is sent", () => {
  test.each([
    [{ "Nats-Msg-Id": "x" }, /headers: expected no name that begins with Nats-/],
    [{ "nats-rollup": "all" }, /headers: expected no name that begins with Nats-/],
    [{ "a:b": "x" }, /Header "a:b" cannot be sent/],
    [{ a: "x\r\nb: y" }, /Header "a" cannot be sent/],
    [{ a: 1 }, /Header "a" cannot be sent/],
    ["a: b", /headers: expected an object/],
  ])("%j", async (wrong, message) => {
    const sending = smartsend("x", [["n", 1, "dictionary"]], {
      is_publish: false,
      headers: wrong as never,
    });
    await expect(sending).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringMatching(message),
    });
  });
});

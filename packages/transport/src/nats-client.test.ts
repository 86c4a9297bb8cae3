import { startNatsServer } from "@natsbridge/nats-server";
import { expect, test } from "vitest";
import { subscribe } from "./consume/subscribe.ts";
import { NATSClient } from "./nats-client.ts";

test("connects on first use, once, publishes, and closes", async () => {
  await using server = await startNatsServer();
  const client = new NATSClient(server.url);
  expect(client.connection).toBeNull();
  const [first, second] = await Promise.all([client.connect(), client.connect()]);
  expect(first).toBe(second);
  const messages = subscribe(first, "/chat", { max: 1 });
  await client.publish("/chat", "hello");
  for await (const message of messages) {
    expect(new TextDecoder().decode(message.data)).toBe("hello");
  }
  await client.close();
  await client.close();
  expect(first.isClosed()).toBe(true);

  await client.publish("/chat", "again");
  expect(client.connection).not.toBe(first);
  await client.close();
});

test("rejects as connect and publish do", async () => {
  const client = new NATSClient("nats://127.0.0.1:1");
  await expect(client.connect()).rejects.toMatchObject({ code: "connection_failed" });
  await expect(client.publish("a b", "x")).rejects.toMatchObject({ code: "invalid_subject" });
  await client.close();
});

import { startNatsServer } from "@natsbridge/nats-server";
import { expect, test } from "vitest";
import { NATSBridge } from "./index.ts";
import { connect } from "./nats3.ts";

test("a bridge sends and receives on a connection of natsbridge/nats3, and leaves it open", async () => {
  await using server = await startNatsServer();
  const nats_connection = await connect({ servers: server.url });
  const bridge = await NATSBridge.connect({ nats_connection });
  const messages = bridge.subscribe("third");
  await messages.ready;
  const next = messages[Symbol.asyncIterator]().next();
  await bridge.smartsend("third", [["note", "hello", "text"]]);
  expect((await next).value.payloads).toEqual([["note", "hello", "text"]]);
  await bridge.close();
  expect(nats_connection.isClosed()).toBe(false);
  await nats_connection.close();
});

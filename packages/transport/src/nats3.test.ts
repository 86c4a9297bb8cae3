import { startNatsServer } from "@natsbridge/nats-server";
import { rejectedError } from "testkit";
import { expect, test } from "vitest";
import { connect } from "./nats3.ts";
import { publishMessage } from "./publish-message.ts";

test("connects with @nats-io/transport-node, and what it gives is a connection as any", async () => {
  await using server = await startNatsServer();
  const connection = await connect({ servers: server.url, connection_options: { name: "third" } });
  const answer = await fetch(`${server.monitoringUrl}/connz`);
  const { connections } = (await answer.json()) as { connections: object[] };
  expect(connections).toMatchObject([{ name: "third", lang: "nats.js", version: /^3\./ }]);
  const subscription = connection.subscribe("third");
  await connection.flush();
  await publishMessage(connection, "third", "hello", "correlation");
  for await (const message of subscription) {
    expect(new TextDecoder().decode(message.data)).toBe("hello");
    break;
  }
  await connection.close();
});

test("a server that is not there is told as everywhere", async () => {
  const error = await rejectedError(connect({ servers: "127.0.0.1:1" }));
  expect(error.code).toBe("connection_failed");
});

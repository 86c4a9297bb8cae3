import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { PublishFlow } from "./publish/publish-flow.ts";
import { publishMessage } from "./publish-message.ts";

const USERS = `
authorization {
  users: [
    { user: all, password: secret }
    { user: few, password: secret, permissions: { publish: ["allowed.>"], subscribe: ["_INBOX.>"] } }
  ]
}`;

describe.each(NATS_CLIENTS)("confirm over $client", ({ dial }) => {
  let server: NatsServer;

  beforeAll(async () => {
    server = await startNatsServer({ config: USERS });
  });
  afterAll(() => server.stop());

  test("client: done when the client has taken it, without a round trip", async () => {
    await using proxy = await startTcpProxy(server.port);
    const slow = await dial({ servers: proxy.address, user: "all", pass: "secret" });
    const flush = vi.spyOn(slow, "flush");
    proxy.pause();
    await publishMessage(slow, "s", "x", "c", { confirm: "client" });
    expect(flush).not.toHaveBeenCalled();
    // Their room is given back by one round trip for all.
    const flow = new PublishFlow({ max_unflushed_bytes: 150 });
    await publishMessage(slow, "s", "x", "c", { confirm: "client", flow });
    await publishMessage(slow, "s", "x", "c", { confirm: "client", flow });
    const full = publishMessage(slow, "s", "x".repeat(50), "c", { confirm: "client", flow });
    let isFull = true;
    void full.then(() => {
      isFull = false;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isFull).toBe(true);
    proxy.resume();
    await full;
    await slow.close();
  });

  test("client: a later refusal is told, of its subject only, and rejects nothing", async () => {
    const few = await dial({ servers: server.url, user: "few", pass: "secret" });
    const told: string[] = [];
    const warned: string[] = [];
    const ignore = () => undefined;
    const publish = (subject: string) =>
      publishMessage(few, subject, "x", "c-1", {
        confirm: "client",
        logger: {
          debug: ignore,
          info: ignore,
          warn: (line) => void warned.push(line),
          error: ignore,
        },
        on_late_refusal: ({ code, message }) => void told.push(`${code} ${message}`),
      });
    await Promise.all([publish("allowed.a"), publish("forbidden.ü"), publish("allowed.b")]);
    await expect.poll(() => told.length).toBe(1);
    expect(told[0]).toContain(
      'permission_denied The server does not allow this user to publish to "forbidden.ü"',
    );
    expect(warned).toEqual([
      expect.stringMatching(/\[Correlation: c-1\] The server does not allow/),
    ]);
    await few.close();
  });

  test("is refused beside jetstream, and for what is neither", async () => {
    const connection = await dial({ servers: server.url, user: "all", pass: "secret" });
    for (const options of [{ confirm: "client", jetstream: true }, { confirm: "nobody" }]) {
      await expect(
        publishMessage(connection, "s", "x", "c", options as never),
      ).rejects.toMatchObject({
        code: "invalid_config",
        message: expect.stringContaining("confirm"),
      });
    }
    await connection.close();
  });
});

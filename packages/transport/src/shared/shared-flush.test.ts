import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { publishMessage } from "../publish-message.ts";
import { closeConnection } from "./close-connection.ts";

const USERS = `
authorization {
  users: [
    { user: all, password: secret }
    { user: few, password: secret, permissions: { publish: ["allowed.>"], subscribe: ["_INBOX.>"] } }
  ]
}`;

describe.each(NATS_CLIENTS)("what publishes of one connection share, over $client", ({ dial }) => {
  let server: NatsServer;
  let few: NatsConnection;

  beforeAll(async () => {
    server = await startNatsServer({ config: USERS });
    few = await dial({ servers: server.url, user: "few", pass: "secret" });
  });
  afterAll(async () => {
    await few.close();
    await server.stop();
  });

  test("a round trip for all that wait, and one reader of the connection's events", async () => {
    const connection = await dial({ servers: server.url, user: "all", pass: "secret" });
    const flush = vi.spyOn(connection, "flush");
    const status = vi.spyOn(connection, "status");
    const publishes = Array.from({ length: 100 }, (_, at) =>
      publishMessage(connection, `s.${at}`, "x", "c"),
    );
    await Promise.all(publishes);
    // Whoever is first goes at once, the others together.
    expect(flush).toHaveBeenCalledTimes(2);
    await publishMessage(connection, "s", "x", "c");
    expect(flush).toHaveBeenCalledTimes(3);
    expect(status).toHaveBeenCalledTimes(1);
    await connection.close();
  });

  test("what is published in one turn of the loop shares a round trip, whatever promises lie between", async () => {
    const connection = await dial({ servers: server.url, user: "all", pass: "secret" });
    const flush = vi.spyOn(connection, "flush");
    const publishes: Promise<unknown>[] = [];
    for (let at = 0; at < 30; at++) {
      publishes.push(publishMessage(connection, `s.${at}`, "x", "c"));
      for (let pause = 0; pause < 9; pause++) await undefined;
    }
    await Promise.all(publishes);
    expect(flush).toHaveBeenCalledTimes(2);
    await connection.close();
  });

  test("closing does not overtake what waits for the end of the turn", async () => {
    const connection = await dial({ servers: server.url, user: "all", pass: "secret" });
    const publishes = Array.from({ length: 5 }, () => publishMessage(connection, "s", "x", "c"));
    const closing = closeConnection(connection);
    expect(await Promise.all(publishes)).toEqual(Array(5).fill({ attempts: 1 }));
    await closing;
  });

  test("a refusal rejects exactly the publishes of its subject, in whatever turn they came", async () => {
    const subjects = Array.from({ length: 300 }, (_, at) =>
      at % 7 === 3 ? `forbidden.${at % 3}` : `allowed.${at}`,
    );
    const publish = async (subject: string, at: number) => {
      if (at % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      return publishMessage(few, subject, "x", "c");
    };
    const results = await Promise.allSettled(subjects.map(publish));
    const codes = results.map((each) => (each.status === "fulfilled" ? "taken" : each.reason.code));
    expect(codes).toEqual(
      subjects.map((subject) => (subject.startsWith("allowed") ? "taken" : "permission_denied")),
    );
  });

  test("a connection that breaks leaves the outcome of all that wait unknown", async () => {
    await using proxy = await startTcpProxy(server.port);
    const cut = await dial({
      servers: proxy.address,
      user: "all",
      pass: "secret",
      reconnect: false,
    });
    proxy.pause();
    const publishes = Array.from({ length: 20 }, (_, at) =>
      publishMessage(cut, `s.${at}`, "x", "c"),
    );
    await new Promise((resolve) => setImmediate(resolve));
    proxy.cut();
    const results = await Promise.allSettled(publishes);
    const outcomes = results.map((each) => each.status === "rejected" && each.reason);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ code: "publish_failed", details: { outcome: "unknown" } });
    }
  });

  test("whoever waits with limits of its own does not hold the others to them", async () => {
    await using proxy = await startTcpProxy(server.port);
    const slow = await dial({ servers: proxy.address, user: "all", pass: "secret" });
    proxy.pause();
    const abort = new AbortController();
    const others = publishMessage(slow, "s", "x", "c");
    const timed = publishMessage(slow, "s", "x", "c", { timeout: 20 });
    const aborted = publishMessage(slow, "s", "x", "c", { signal: abort.signal });
    await expect(timed).rejects.toMatchObject({ code: "timeout", details: { outcome: "unknown" } });
    abort.abort();
    await expect(aborted).rejects.toMatchObject({
      code: "aborted",
      details: { outcome: "unknown" },
    });
    proxy.resume();
    await expect(others).resolves.toEqual({ attempts: 1 });
    await slow.close();
  });
});

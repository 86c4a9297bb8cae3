import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { maxPayload } from "./connection/max-payload.ts";
import type { NatsConnection } from "./connection/nats-connection.ts";
import type { NatsMessage } from "./connection/nats-message.ts";
import { type StatusEvents, statusEvents } from "./connection/status.ts";
import { subscribe } from "./consume/subscribe.ts";
import { headersSize } from "./publish/headers.ts";
import { publishMessage } from "./publish-message.ts";
import { publishHeaders } from "./publish-on.ts";

const USERS = `
authorization {
  users: [
    { user: all, password: secret }
    { user: few, password: secret, permissions: {
        publish: ["allowed.>"], subscribe: ["allowed.>", "_INBOX.>"] } }
  ]
}`;

async function first(messages: AsyncIterable<NatsMessage>): Promise<NatsMessage> {
  for await (const message of messages) return message;
  throw new Error("no message");
}

async function untilStatus(events: StatusEvents, type: string): Promise<void> {
  for await (const event of events) if (event.type === type) events.stop();
}

describe.each(NATS_CLIENTS)("publishMessage over $client", ({ dial }) => {
  let server: NatsServer;
  let connection: NatsConnection;
  let few: NatsConnection;

  beforeAll(async () => {
    server = await startNatsServer({ config: USERS, max_payload: 65_536 });
    const servers = server.url;
    connection = await dial({ servers, user: "all", pass: "secret" });
    few = await dial({ servers, user: "few", pass: "secret" });
  });
  afterAll(async () => {
    await connection.close();
    await few.close();
    await server.stop();
  });

  test("sends text, bytes and headers on a connection and leaves it open", async () => {
    const received = first(subscribe(connection, "/chat"));
    const result = await publishMessage(connection, "/chat", "hé", "c-1", {
      headers: { traceparent: "00-1-2-01" },
    });
    expect(result).toEqual({ attempts: 1 });
    const message = await received;
    expect(message.subject).toBe("/chat");
    expect([...message.data]).toEqual([0x68, 0xc3, 0xa9]);
    expect(message.headers?.get("traceparent")).toBe("00-1-2-01");
    expect(connection.isClosed()).toBe(false);
  });

  test("takes a message of exactly max_payload with its headers, and no byte more", async () => {
    expect(maxPayload(connection)).toBe(65_536);
    const options = { headers: { a: "ü", "Some-Name": "value" } };
    const room = 65_536 - headersSize(publishHeaders(options));
    const received = first(subscribe(connection, "full"));
    await publishMessage(connection, "full", new Uint8Array(room), "c-1", options);
    expect((await received).data.length).toBe(room);
    await expect(
      publishMessage(connection, "full", new Uint8Array(room + 1), "c-1", options),
    ).rejects.toMatchObject({
      code: "payload_too_large",
      message: expect.stringContaining(
        "has 65,537 bytes with its headers; max_payload of the server is 65,536",
      ),
      details: { outcome: "refused" },
    });
    expect(connection.isClosed()).toBe(false);
  });

  test("rejects with permission_denied at the call that was refused, and only there", async () => {
    const results = await Promise.allSettled([
      publishMessage(few, "allowed.x", "a", "c-1"),
      publishMessage(few, "forbidden.ü", "b", "c-2"),
      publishMessage(few, "allowed.y", "c", "c-3"),
    ]);
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({
      reason: {
        code: "permission_denied",
        message: expect.stringContaining('does not allow this user to publish to "forbidden.ü"'),
        details: { outcome: "refused" },
      },
    });
  });

  test("refuses on a closed connection and on an aborted signal: nothing was sent", async () => {
    const closed = await dial({ servers: server.url, user: "all", pass: "secret" });
    await closed.close();
    await expect(publishMessage(closed, "x", "a", "c-1")).rejects.toMatchObject({
      code: "publish_failed",
      message: 'Publishing to "x" failed: the connection is closed; nothing was sent',
      details: { outcome: "refused" },
    });
    const signal = AbortSignal.abort();
    await expect(publishMessage(connection, "x", "a", "c-1", { signal })).rejects.toMatchObject({
      code: "aborted",
      details: { outcome: "refused" },
    });
  });

  test("says that the outcome is unknown when the server hangs or dies", async () => {
    await using own = await startNatsServer();
    await using proxy = await startTcpProxy(own.port);
    const cut = await dial({ servers: proxy.address, reconnect: false });
    proxy.pause();
    await expect(publishMessage(cut, "x", "a", "c-1", { timeout: 100 })).rejects.toMatchObject({
      code: "timeout",
      message:
        'Publishing to "x" got no answer within 100 ms; whether it arrived is unknown. Give it more time (timeout), or see why nobody answers in this one',
      details: { outcome: "unknown" },
    });
    const publishing = expect(publishMessage(cut, "x", "a", "c-1")).rejects.toMatchObject({
      code: "publish_failed",
      message: 'Publishing to "x" failed: the connection broke; whether it arrived is unknown',
      details: { outcome: "unknown" },
    });
    proxy.cut();
    await publishing;
  });

  test("waits for a connection that is being made again; without one nothing was sent", async () => {
    await using own = await startNatsServer();
    await using proxy = await startTcpProxy(own.port);
    const servers = proxy.address;
    const cut = await dial({ servers, reconnectTimeWait: 20, maxReconnectAttempts: -1 });
    const received = first(subscribe(cut, "x"));
    const broken = untilStatus(statusEvents(cut), "disconnect");
    proxy.cut();
    await broken;
    await expect(publishMessage(cut, "x", "a", "c-1", { timeout: 100 })).rejects.toMatchObject({
      code: "publish_failed",
      message: 'Publishing to "x" failed: there was no server within 100 ms; nothing was sent',
      isRetryable: true,
      details: { outcome: "refused" },
    });
    const publishing = publishMessage(cut, "x", "b", "c-1");
    proxy.mend();
    await publishing;
    expect(new TextDecoder().decode((await received).data)).toBe("b");
    await cut.close();
  });

  test.each([0, Number.NaN])("refuses a timeout of %s", async (timeout) => {
    await expect(publishMessage(connection, "x", "a", "c-1", { timeout })).rejects.toMatchObject({
      code: "invalid_config",
    });
  });

  test("refuses headers that would break the message", async () => {
    for (const headers of [{ "a b": "x" }, { "a:b": "x" }, { a: "x\r\nb: y" }, { "": "x" }]) {
      await expect(publishMessage(connection, "x", "a", "c-1", { headers })).rejects.toMatchObject({
        code: "invalid_config",
      });
    }
  });
});

describe("publishMessage to a URL", () => {
  test("opens a connection, publishes, and closes it", async () => {
    await using server = await startNatsServer({ config: USERS });
    const url = `nats://all:secret@127.0.0.1:${server.port}`;
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    await publishMessage(url, "x", "a", "c-1", { logger });
    expect(lines).toEqual([
      expect.stringMatching(/^\[\d{4}-.*Z\] \[Correlation: c-1\] Message published to x$/),
    ]);
    // The server notices a moment later.
    await expect
      .poll(async () => (await fetch(`${server.monitoringUrl}/connz`)).json())
      .toMatchObject({ num_connections: 0 });
    const wrong = `nats://all:wrong@127.0.0.1:${server.port}`;
    await expect(publishMessage(wrong, "x", "a", "c-1")).rejects.toMatchObject({
      code: "permission_denied",
      message: expect.not.stringContaining("wrong@"),
    });
  });
});

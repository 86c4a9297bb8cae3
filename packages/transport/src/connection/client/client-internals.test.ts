import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { NatsConnection } from "../nats-connection.ts";
import { destroySocket, inboxPrefix, isConnected, stopStatus } from "./client-internals.ts";

let server: NatsServer;
beforeAll(async () => {
  server = await startNatsServer();
});
afterAll(() => server?.stop());

/** What a later version of a client may lose: each of these says which. */
describe.each(NATS_CLIENTS)("$client has what its types do not say", ({ dial }) => {
  let connection: NatsConnection;
  beforeEach(async () => {
    connection = await dial({ servers: server.url, inboxPrefix: "_INBOX.mine" });
  });
  afterEach(() => connection.close());

  test("protocol.connected, and protocol.transport.socket to be destroyed", async () => {
    expect(connection).toHaveProperty("protocol.connected", true);
    expect(connection).toHaveProperty("protocol.transport.socket.destroy", expect.any(Function));
    expect(isConnected(connection)).toBe(true);
    expect(destroySocket(connection)).toBe(true);
    await expect.poll(() => isConnected(connection)).toBe(false);
    await expect.poll(() => isConnected(connection)).toBe(true);
    await connection.close();
    expect(isConnected(connection)).toBe(false);
  });

  test("options.inboxPrefix", () => {
    expect(inboxPrefix(connection)).toBe("_INBOX.mine");
  });

  test("status().stop", async () => {
    const events = connection.status();
    const read = (async () => {
      for await (const _ of events);
      return "ended";
    })();
    stopStatus(events);
    expect(await read).toBe("ended");
  });
});

test("a connection of another make is taken at its word", () => {
  const foreign = { isClosed: () => false } as NatsConnection;
  expect([isConnected(foreign), inboxPrefix(foreign), destroySocket(foreign)]).toEqual([
    true,
    "_INBOX",
    false,
  ]);
});

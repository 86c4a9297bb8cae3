import { startNatsServer } from "@natsbridge/nats-server";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { describe, expect, test } from "vitest";
import { subscribe } from "../consume/subscribe.ts";
import { statusEvents } from "./status.ts";
import { untilReachable } from "./until-connected.ts";

describe.each(NATS_CLIENTS)("waiting for a server over $client", ({ dial }) => {
  test("ends soon after the connection was closed, and keeps nothing waiting", async () => {
    await using server = await startNatsServer();
    const connection = await dial({ servers: server.url, maxReconnectAttempts: -1 });
    const disconnected = (async () => {
      for await (const { type } of statusEvents(connection)) if (type === "disconnect") return;
    })();
    await server.kill();
    await disconnected;
    const { ready } = subscribe(connection, "s");
    const reachable = untilReachable(connection, 60_000);
    const started = performance.now();
    await connection.close();
    expect(await reachable).toBe(false);
    await expect(ready).rejects.toMatchObject({ code: "connection_failed" });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("finds one that comes back, and gives up at the time-out and the signal", async () => {
    await using server = await startNatsServer();
    const connection = await dial({
      servers: server.url,
      reconnectTimeWait: 20,
      maxReconnectAttempts: -1,
    });
    await server.kill();
    expect(await untilReachable(connection, 50)).toBe(false);
    expect(await untilReachable(connection, 60_000, AbortSignal.timeout(50))).toBe(false);
    const reachable = untilReachable(connection, 60_000);
    await server.restart();
    expect(await reachable).toBe(true);
    await connection.close();
  });
});

import { startNatsServer } from "@natsbridge/nats-server";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { describe, expect, test } from "vitest";
import { maxPayload } from "./max-payload.ts";
import { type NatsStatus, statusEvents } from "./status.ts";

describe.each(NATS_CLIENTS)("statusEvents over $client", ({ dial }) => {
  test("tells of a broken connection and a new one, in the same words; max_payload follows", async () => {
    await using server = await startNatsServer({ max_payload: 65_536 });
    const connection = await dial({ servers: server.url, reconnectTimeWait: 20 });
    expect(maxPayload(connection)).toBe(65_536);
    const events = statusEvents(connection);
    const seen: NatsStatus[] = [];
    const reading = (async () => {
      for await (const event of events) {
        if (event.type === "reconnecting" || event.type === "other") continue;
        seen.push(event);
        if (event.type === "reconnect") events.stop();
      }
    })();
    await server.restart();
    await reading;
    const at = `127.0.0.1:${server.port}`;
    expect(seen).toEqual([
      { type: "disconnect", server: at },
      { type: "reconnect", server: at },
    ]);
    expect(maxPayload(connection)).toBe(65_536);
    await connection.close();
    expect(maxPayload(connection)).toBe(1_048_576);
    expect(maxPayload()).toBe(1_048_576);
  });

  test.each([65_536, 1_048_576, 8_388_608])("max_payload of %d", async (max_payload) => {
    await using server = await startNatsServer({ max_payload });
    const connection = await dial({ servers: server.url });
    expect(maxPayload(connection)).toBe(max_payload);
    await connection.close();
  });
});

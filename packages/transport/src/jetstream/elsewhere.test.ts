import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { startEdge, startImporting } from "testkit/nats-sites";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { connect } from "../connection/connect.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { consumeMessages } from "../consume/consume-messages.ts";
import { publishMessage } from "../publish-message.ts";
import { ensureStream } from "./ensure-stream.ts";
import { askJetStream } from "./jetstream-api.ts";
import type { JetStreamPlace } from "./jetstream-place.ts";
import { deleteStored, storedMessages } from "./stored-messages.ts";
import { streamMaxAge } from "./stream-max-age.ts";

describe.each([
  ["of another domain, over a leaf node", startEdge],
  ["of another account, imported", startImporting],
])("a stream %s", (_name, start) => {
  let servers: readonly NatsServer[];
  let place: JetStreamPlace;
  let connection: NatsConnection;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "natsbridge-elsewhere-"));
    const sites = await start(startNatsServer, directory);
    ({ servers, place } = sites);
    connection = await connect({ servers: sites.url });
    // The leaf node is tied to its hub a moment after both are up.
    await vi.waitUntil(
      () =>
        askJetStream(connection, "INFO", undefined, place).then(
          () => true,
          () => false,
        ),
      { timeout: 60_000 },
    );
    await ensureStream(connection, { name: "FAR", subjects: ["far.>"], ...place });
  });
  afterAll(async () => {
    await connection?.close();
    for (const server of servers ?? []) await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const publish = (text: string) =>
    publishMessage(connection, "far.1", text, "c", { jetstream: place, msg_id: text });

  test("is made, published to, read, and its messages are acknowledged", async () => {
    expect(await ensureStream(connection, { name: "FAR", subjects: ["far.>"], ...place })).toEqual({
      created: false,
    });
    expect((await publish("one")).pub_ack).toMatchObject({ stream: "FAR", seq: 1 });
    await publish("two");
    for (const consumer of ["C", undefined]) {
      const consumption = await consumeMessages(connection, { stream: "FAR", consumer, ...place });
      const read: string[] = [];
      for await (const message of consumption) {
        read.push(`${message.subject} ${new TextDecoder().decode(message.data)}`);
        if (consumer) await message.ackAck();
        if (read.length === 2) break;
      }
      expect(read).toEqual(["far.1 one", "far.1 two"]);
      await consumption.stop();
    }
    const info = await askJetStream(connection, "CONSUMER.INFO.FAR.C", undefined, place);
    expect(info).toMatchObject({ num_ack_pending: 0, ack_floor: { stream_seq: 2 } });
  });

  test("is looked into, and letters are taken out", async () => {
    const seen: number[] = [];
    for await (const { seq } of storedMessages(connection, "FAR", ">", place)) seen.push(seq);
    expect(seen).toEqual([1, 2]);
    await deleteStored(connection, "FAR", 1, place);
    expect(await streamMaxAge(connection, "FAR", place)).toBe(Number.POSITIVE_INFINITY);
  });

  test("is not found without, and the error says where it was looked for", async () => {
    const here = ensureStream(connection, { name: "FAR", subjects: [] }).then(
      ({ created }) => created,
    );
    const said = await here.catch(({ message }: Error) => message);
    if (place.api_prefix) expect(said).toMatch(/^JetStream does not answer/);
    else expect(said).toBe(true);
    const consuming = consumeMessages(connection, { stream: "NONE", ...place });
    const where = place.domain ? 'the JetStream domain "hub"' : 'the API prefix "JS.owner.API"';
    await expect(consuming).rejects.toThrow(
      new RegExp(`^There is no stream "NONE" .* ${where}\\. Make it`),
    );
    const nowhere = consumeMessages(connection, { stream: "FAR", domain: "nowhere" });
    await expect(nowhere).rejects.toMatchObject({
      code: "no_responders",
      message: expect.stringMatching(/^JetStream of the domain "nowhere" does not answer: .* away/),
    });
  });
});

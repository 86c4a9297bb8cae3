import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { askJetStream } from "../jetstream/jetstream-api.ts";
import { deleteStored } from "../jetstream/stored-messages.ts";
import { publishMessage } from "../publish-message.ts";
import { consumeMessages } from "./consume-messages.ts";
import type { ConsumeStatus } from "./consume-options.ts";

describe.each(NATS_CLIENTS)(
  "messages that an ordered consumption misses, over $client",
  ({ dial }) => {
    let directory: string;
    let server: NatsServer;
    let connection: NatsConnection;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), "natsbridge-lost-"));
      server = await startNatsServer({
        config: `jetstream { store_dir: "${directory}/live", sync_interval: always }`,
      });
      connection = await dial({ servers: server.url });
    });
    afterAll(async () => {
      await connection?.close();
      await server?.stop();
      await rm(directory, { recursive: true, force: true });
    });

    const make = (name: string, config: object = {}) =>
      askJetStream(connection, `STREAM.CREATE.${name}`, {
        name,
        subjects: [`${name}.>`],
        ...config,
      });
    const publish = async (name: string, ...texts: string[]) => {
      for (const text of texts) {
        await publishMessage(connection, `${name}.1`, text, "c", { jetstream: true, msg_id: text });
      }
    };

    /** Reads so many messages of a stream, and gives the gaps that were told until it has ended. */
    async function read(stream: string, count: number, options: object = {}) {
      const told: string[] = [];
      const read: string[] = [];
      const consumption = await consumeMessages(connection, {
        stream,
        ...options,
        on_status: ({ type, description }) => {
          if (type === "sequence_gap") told.push(description);
        },
      });
      for await (const { data } of consumption) {
        read.push(new TextDecoder().decode(data));
        if (read.length === count) break;
      }
      await consumption.closed;
      return { read, told };
    }

    const gap = (what: string, stream: string) =>
      `${what} of stream "${stream}" did not come, and neither a filter nor a limit of the stream explains it: they were deleted, or lost`;

    test("a gap is told once, with what lies in it", async () => {
      await make("GAP");
      await publish("GAP", "1", "2", "3", "4", "5", "6", "7", "8", "9");
      await deleteStored(connection, "GAP", 3);
      expect(await read("GAP", 8)).toEqual({
        read: ["1", "2", "4", "5", "6", "7", "8", "9"],
        told: [gap("Message 3", "GAP")],
      });
      await deleteStored(connection, "GAP", 6);
      await deleteStored(connection, "GAP", 7);
      const { told } = await read("GAP", 6);
      // Both may be told together, or the second one when the consumption ends.
      expect([
        [gap("3 messages in 2 gaps from 3 to 7", "GAP")],
        [gap("Message 3", "GAP"), gap("Messages 6 to 7", "GAP")],
      ]).toContainEqual(told);
    });

    test.each([
      ["a filter", {}, { filter_subjects: ["*.1"] }],
      ["one message for each subject", { max_msgs_per_subject: 5 }, {}],
      ["messages with an age of their own", { allow_msg_ttl: true }, {}],
    ])("%s explains a gap", async (_name, config, options) => {
      await make("EXPLAINED", config);
      try {
        await publish("EXPLAINED", "1", "2", "3", "4");
        await deleteStored(connection, "EXPLAINED", 2);
        const isLast = "deliver_policy" in options;
        const { told } = await read("EXPLAINED", isLast ? 1 : 3, options);
        expect(told).toEqual([]);
      } finally {
        await askJetStream(connection, "STREAM.DELETE.EXPLAINED");
      }
    });

    test("a limit takes from the beginning: what is missing behind that is told", async () => {
      await make("LIMITED", { max_msgs: 1_000 });
      await publish("LIMITED", "1", "2", "3", "4");
      await deleteStored(connection, "LIMITED", 2);
      expect((await read("LIMITED", 3)).told).toEqual([gap("Message 2", "LIMITED")]);
    });

    test("what a limit has taken while nobody read is no gap", async () => {
      await make("SHORT", { max_msgs: 2 });
      const told: ConsumeStatus[] = [];
      const consumption = await consumeMessages(connection, {
        stream: "SHORT",
        max_messages: 1,
        on_status: (status) => told.push(status),
      });
      const messages = consumption[Symbol.asyncIterator]();
      await publish("SHORT", "1", "2", "3", "4", "5", "6", "7", "8");
      const seen: number[] = [];
      while (seen.at(-1) !== 8) {
        const { value } = await messages.next();
        seen.push(value?.info.stream_sequence ?? 8);
      }
      await consumption.stop();
      expect(told.filter(({ type }) => type === "sequence_gap")).toEqual([]);
    });

    test("a stream that has lost its tail: read on behind what is left, and told", async () => {
      await make("TAIL");
      await publish("TAIL", "1");
      await server.kill();
      await cp(join(directory, "live"), join(directory, "copy"), { recursive: true });
      await server.restart();
      await publish("TAIL", "2", "3");
      const remade = Promise.withResolvers<string>();
      const consumption = await consumeMessages(connection, {
        stream: "TAIL",
        on_status: ({ type, description }) => {
          if (type === "stream_remade") remade.resolve(description);
        },
      });
      const messages = consumption[Symbol.asyncIterator]();
      const next = async () => {
        const { value } = await messages.next();
        return value && `${value.info.stream_sequence} ${new TextDecoder().decode(value.data)}`;
      };
      expect([await next(), await next(), await next()]).toEqual(["1 1", "2 2", "3 3"]);
      await server.kill();
      await rm(join(directory, "live"), { recursive: true });
      await cp(join(directory, "copy"), join(directory, "live"), { recursive: true });
      await server.restart();
      expect(await remade.promise).toBe(
        'stream "TAIL" has lost its messages 2 to 3, which were read already; what comes after 1 now is new',
      );
      await publish("TAIL", "new 2");
      expect(await next()).toBe("2 new 2");
      await consumption.stop();
    });
  },
);

import { connect as connectIo } from "@nats-io/transport-node";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { startNatsServer } from "@natsbridge/nats-server";
import { rejectedError } from "testkit";
import { describe, expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";
import { connection, files, nats, published, uploads } from "./send-servers.test.support.ts";

describe("the plan on a live server", () => {
  test.each([
    [65_536, ["direct", "link", "link", "link"]],
    [1_048_576, ["direct", "direct", "link", "link"]],
    [8_388_608, ["direct", "direct", "direct", "link"]],
  ])("max_payload %i", async (max_payload, transports) => {
    await using server = await startNatsServer({ max_payload });
    for (const [size, transport] of [40_000, 700_000, 900_000, 1_000_000].map(
      (bytes, index) => [bytes, transports[index]] as const,
    )) {
      const [, json, receipt] = await smartsend("plan", [["x", new Uint8Array(size), "binary"]], {
        broker_url: server.url,
        fileserver_url: files.url,
      });
      expect(receipt.payloads[0]?.transport).toBe(transport);
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(max_payload);
      expect(receipt.bytes).toBe(Buffer.byteLength(json));
    }
  });

  test("what cannot fit even as links is refused, and nothing stays on the file server", async () => {
    const before = await uploads();
    await using server = await startNatsServer({ max_payload: 4096 });
    const payloads = Array.from(
      { length: 4 },
      (_, at) => [`p${at}`, "x".repeat(3000), "text"] as const,
    );
    const error = await rejectedError(
      smartsend("plan", payloads, { broker_url: server.url, fileserver_url: files.url }),
    );
    expect(error.code).toBe("payload_too_large");
    expect(error.message).toContain("but max_payload is 4,096");
    expect(await uploads()).toBe(before);
  });

  test("both NATS clients may be passed, and stay open", async () => {
    const io = await connectIo({ servers: nats.url });
    try {
      for (const nats_connection of [connection, io]) {
        const body = await published("clients", () =>
          smartsend("clients", [["a", "b", "text"]], { nats_connection }),
        );
        expect((await smartreceive(body)).payloads).toEqual([["a", "b", "text"]]);
        expect(nats_connection.isClosed()).toBe(false);
        await nats_connection.flush();
      }
    } finally {
      await io.close();
    }
  });
});

describe("JetStream", () => {
  test("the receipt carries stream, sequence and duplicate; a duplicate's own uploads are removed", async () => {
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: "ORDERS", subjects: ["orders.>"] });
    const send = () =>
      smartsend("orders.new", [["file", new Uint8Array(2_000_000), "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
        jetstream: true,
        msg_id: "order-1",
      });
    const [, , first] = await send();
    expect(first.pub_ack).toEqual({ stream: "ORDERS", seq: 1, duplicate: false });
    const stored = await manager.streams.getMessage("ORDERS", { seq: 1 });
    expect(stored.header.get("Nats-Msg-Id")).toBe("order-1");
    const before = await uploads();
    const [, , second] = await send();
    expect(second.pub_ack).toEqual({ stream: "ORDERS", seq: 1, duplicate: true });
    expect(await uploads()).toBe(before);
  });

  test("a stream that takes less than the broker makes more links", async () => {
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: "SMALL", subjects: ["small.>"], max_msg_size: 10_000 });
    const [, , receipt] = await smartsend(
      "small.a",
      [
        ["tiny", "x", "text"],
        ["medium", "y".repeat(9000), "text"],
      ],
      { nats_connection: connection, fileserver_url: files.url, jetstream: true },
    );
    expect(receipt.payloads.map(({ transport }) => transport)).toEqual(["direct", "link"]);
    expect(receipt.pub_ack).toMatchObject({ stream: "SMALL", seq: 1 });
  });

  test("a link that expires before its message does is a warning", async () => {
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: "KEPT", subjects: ["kept.>"], max_age: 7200 * 1e9 });
    const warnings: string[] = [];
    const ignore = () => undefined;
    const logger = {
      debug: ignore,
      info: ignore,
      warn: (line: string) => warnings.push(line),
      error: ignore,
    };
    for (const ttl of [3600, 7300]) {
      await smartsend("kept.a", [["file", new Uint8Array(2_000_000), "binary"]], {
        nats_connection: connection,
        fileserver: createPlikFileServer({ url: files.url, ttl }),
        jetstream: true,
        logger,
      });
    }
    expect(warnings).toEqual([
      expect.stringMatching(
        /A link of this message expires in 3,(600|599) s, but stream KEPT keeps the message 7,200 s/,
      ),
    ]);
  });

  test("no stream: a typed error, and the upload is undone", async () => {
    const before = await uploads();
    const error = await rejectedError(
      smartsend("unheard.of", [["file", new Uint8Array(2_000_000), "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
        jetstream: { timeout: 1000, retry_for: 0 },
      }),
    );
    expect(error.code).toBe("no_responders");
    expect(await uploads()).toBe(before);
  });
});

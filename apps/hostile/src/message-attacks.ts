import { NATSBridge, NatsBridgeError, smartreceive, smartsend } from "@natsbridge/core";
import { connect, ensureStream, subscribe } from "@natsbridge/transport";
import type { Attack } from "./attack.ts";
import { codeOf, direct, link, message, receive } from "./messages.ts";

const LONG = "i".repeat(100_000);

/** The message of an error, judged: one line, short, without the text. */
async function judged(work: Promise<unknown>, secret: string): Promise<string> {
  try {
    await work;
    return "no error";
  } catch (error) {
    if (!NatsBridgeError.isInstance(error)) return `untyped ${String(error)}`;
    const { message: text, code } = error;
    const isClean = !/[\p{Cc}\u2028\u2029]/u.test(text) && text.length <= 2_000;
    return `${code} ${isClean && !text.includes(secret) ? "clean" : "dirty"}`;
  }
}

/** What a message itself can hold. */
export const MESSAGE_ATTACKS: readonly Attack[] = [
  {
    name: "token with a slash in broker_url",
    expected: "invalid_config clean",
    run: () =>
      judged(
        smartsend("s", [["a", "b", "text"]], { broker_url: "nats://abc/secret@127.0.0.1:1" }),
        "secret",
      ),
  },
  {
    name: "300,000 empty payloads",
    expected: "invalid_envelope",
    run: () => receive(message(Array.from({ length: 300_000 }, () => ({})))),
  },
  {
    name: "long id, 7,000 payloads, and a logger",
    expected: "7000 payloads, log under 10 MB",
    block_ms: 2_000,
    async run() {
      let length = 0;
      const keep = (line: string, fields: object) => {
        length += line.length + JSON.stringify(fields).length;
      };
      const body = message(
        Array.from({ length: 7_000 }, () => direct()),
        { correlation_id: LONG, msg_id: LONG },
      );
      const logger = { debug: keep, info: keep, warn: keep, error: keep };
      const came = await receive(body, { logger });
      return `${came}, log ${length < 10_000_000 ? "under" : "over"} 10 MB`;
    },
  },
  {
    name: "line ends and escapes in a link of 1 MB",
    expected: "link_forbidden clean",
    run: () =>
      judged(
        smartreceive(message([link(`http://h/\r\n\u001b[31m${"secret".repeat(200_000)}`)])),
        "secret",
      ),
  },
  {
    name: "checksum that is an object",
    expected: "checksum_mismatch",
    run: () => receive(message([direct({ metadata: { checksum: { toString: 1 } } })])),
  },
  {
    name: "store that gives nonsense",
    expected: "invalid_config",
    run: () =>
      receive(message([link("https://h.example.org/x")]), {
        fileservers: [
          {
            name: "own",
            origins: ["https://h.example.org"],
            capabilities: {
              range: false,
              ttl: false,
              remove: false,
              streaming: false,
              crossOrigin: false,
            },
            upload: () => Promise.reject(new Error("none")),
            download: () => Promise.resolve(JSON.parse('{"body":5}')),
          },
        ],
      }),
  },
  {
    name: "answer into the server's own subjects",
    expected: "invalid_subject",
    async run({ nats }) {
      await using bridge = await NATSBridge.connect({ broker_url: nats });
      const env = {
        reply_to: "$JS.API.STREAM.PURGE.S",
        msg_id: "m",
        correlation_id: "c",
        sender_name: "",
        sender_id: "",
      };
      return codeOf(bridge.ack(env).then(() => "answered"));
    },
  },
  {
    name: "callback that throws",
    expected: "still hears",
    async run({ nats }) {
      const connection = await connect({ servers: nats });
      const bad = subscribe(connection, "hostile.bad", {
        callback: () => {
          throw new Error("in the callback");
        },
      });
      const good = subscribe(connection, "hostile.good", { callback: (_, m) => void m.respond() });
      await Promise.all([bad.ready, good.ready]);
      connection.publish("hostile.bad", "x");
      await connection.request("hostile.good", "", { timeout: 5_000 });
      await connection.close();
      return "still hears";
    },
  },
  {
    name: "dead letters that go in a circle",
    expected: "4 given up",
    async run({ nats }) {
      await using bridge = await NATSBridge.connect({ broker_url: nats });
      const { connection } = bridge;
      await ensureStream(connection, { name: "HA", subjects: ["hostile.a"] });
      await ensureStream(connection, { name: "HB", subjects: ["hostile.b"] });
      let given = 0;
      const ended = Promise.withResolvers<void>();
      const warn = (line: string) => {
        if (line.includes("no further dead letter")) ended.resolve();
      };
      const logger = { debug: () => undefined, info: () => undefined, warn, error: warn };
      const on_poison = () => {
        given += 1;
      };
      const consume = (stream: string, dead_letter_subject: string) =>
        bridge.consume(
          { stream, consumer: "c", dead_letter_subject, logger, on_poison },
          () => undefined,
        );
      const both = [consume("HA", "hostile.b"), consume("HB", "hostile.a")];
      await Promise.all(both.map((each) => each.ready));
      connection.publish("hostile.a", "no envelope");
      await ended.promise;
      await Promise.all(both.map((each) => each.stop()));
      return `${given} given up`;
    },
  },
];

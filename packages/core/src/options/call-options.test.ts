import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "nats";
import { rejectedError } from "testkit";
import { expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";

const MESSAGE = JSON.stringify({ correlation_id: "c", msg_id: "m", payloads: [] });
const LOGGER = "logger: expected an object with debug, info, warn and error, got ";

const shared: readonly (readonly [object, string])[] = [
  [{ signal: {} }, "signal: expected an AbortSignal, got an object"],
  [{ signal: 5 }, "signal: expected an AbortSignal, got 5"],
  [{ on_progress: 5 }, "on_progress: expected a function, got 5"],
  [{ logger: 5 }, `${LOGGER}5`],
  [{ logger: {} }, `${LOGGER}an object`],
  [{ logger: { info() {} } }, `${LOGGER}an object`],
];

const sending: readonly (readonly [object, string])[] = [
  [{ flow: {} }, "flow: expected a PublishFlow, got an object"],
  [{ flow: 5 }, "flow: expected a PublishFlow, got 5"],
  [{ connection_options: 5 }, "connection_options: expected an object, got 5"],
  [{ connection_options: [] }, "connection_options: expected an object, got an array"],
  [{ arrow_compression: "gzip" }, 'arrow_compression: expected "lz4" or "zstd", got "gzip"'],
];

const receiving: readonly (readonly [object, string])[] = [
  [{ lazy: "yes" }, 'lazy: expected true or false, got "yes"'],
  [{ fileservers: [5] }, "fileservers[0]: expected a FileServer, got 5"],
  [{ fileservers: [{}] }, "fileservers[0]: expected a FileServer, got an object"],
  [
    { allowed_link_origins: [5] },
    'allowed_link_origins: "5" is not an http or https URL, such as https://files.example.org',
  ],
];

test.each([...shared, ...sending])("smartsend refuses %j", async (options, message) => {
  const error = await rejectedError(
    smartsend("s", [["a", "b", "text"]], { is_publish: false, ...options }),
  );
  expect(error).toMatchObject({ code: "invalid_config", message });
});

test.each([...shared, ...receiving])("smartreceive refuses %j", async (options, message) => {
  const error = await rejectedError(smartreceive(MESSAGE, options));
  expect(error).toMatchObject({ code: "invalid_config", message });
});

test("null counts as not given", async () => {
  const none: object = { signal: null, on_progress: null, logger: null, flow: null };
  const [env, json] = await smartsend("s", [["a", "b", "text"]], { is_publish: false, ...none });
  expect((await smartreceive(json, none)).payloads).toEqual([["a", "b", "text"]]);
  expect(env.send_to).toBe("s");
});

test.each<[string, () => unknown]>([
  [
    "throws",
    () => {
      throw new Error("the log is full");
    },
  ],
  ["rejects", () => Promise.reject(new Error("the log is full"))],
])("a logger that %s does not make a published message a failed one", async (_how, fail) => {
  await using nats = await startNatsServer({});
  const connection = await connect({ servers: nats.url });
  const logger = { debug: fail, info: fail, warn: fail, error: fail };
  const [, json, receipt] = await smartsend("s", [["a", "b", "text"]], {
    nats_connection: connection,
    logger,
  });
  expect(receipt.payloads[0]?.transport).toBe("direct");
  expect((await smartreceive(json, { logger })).payloads).toEqual([["a", "b", "text"]]);
  await connection.close();
});

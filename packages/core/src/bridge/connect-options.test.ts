import { rejectedError } from "testkit";
import { expect, test } from "vitest";
import { NATSBridge } from "./nats-bridge.ts";

test.each([
  [
    { nats_connection: {} },
    "nats_connection: expected a connection of nats 2 or @nats-io 3, got an object",
  ],
  [{ logger: {} }, "logger: expected an object with debug, info, warn and error, got an object"],
  [{ signal: 5 }, "signal: expected an AbortSignal, got 5"],
  [
    { size_threshold: -1 },
    "size_threshold: expected a whole number of bytes, at least 0, or Infinity, got -1",
  ],
  [{ max_retries: 0 }, "max_retries: expected a whole number, at least 1, got 0"],
  [{ lazy: "yes" }, 'lazy: expected true or false, got "yes"'],
  [{ on_progress: 5 }, "on_progress: expected a function, got 5"],
])("connect refuses %j", async (options, message) => {
  const given: object = { broker_url: "nats://127.0.0.1:1", ...options };
  const error = await rejectedError(NATSBridge.connect(given));
  expect(error).toMatchObject({ code: "invalid_config", message });
});

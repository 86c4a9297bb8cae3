import { PublishFlow } from "@natsbridge/transport";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeOptions } from "./bridge-options.ts";
import type { SmartSendOptions } from "./send-options.ts";
import { sendSettings } from "./send-settings.ts";

const text = fc.string({ minLength: 1, maxLength: 5 });
const flag = fc.boolean();
const subject = fc.constantFrom("answers", "a.b", "");
const flow = new PublishFlow();
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const on_progress = () => undefined;

/** Each option with what it takes. */
const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  broker_url: fc.constantFrom("nats://a:1", "nats://u:p@b:2"),
  size_threshold: fc.nat(),
  correlation_id: text,
  msg_purpose: text,
  sender_name: text,
  sender_id: text,
  receiver_name: text,
  receiver_id: text,
  reply_to: subject,
  reply_to_msg_id: text,
  allow_system_reply: flag,
  is_publish: flag,
  metadata: fc.dictionary(text, fc.integer()),
  headers: fc.constantFrom({}, { a: "b" }),
  jetstream: fc.constantFrom(true, false, { expected_stream: "S" }),
  confirm: fc.constantFrom("server", "client"),
  arrow_compression: fc.constantFrom("lz4", "zstd"),
  json: fc.constantFrom("plain", "exact"),
  connection_options: fc.constantFrom({}, { name: "x" }),
  flow: fc.constant(flow),
  on_progress: fc.constant(on_progress),
};
const options: fc.Arbitrary<SmartSendOptions> = fc.record(
  Object.fromEntries(
    Object.entries(VALUES).map(([name, value]) => [name, fc.option(value, { nil: null })]),
  ),
  { requiredKeys: [] },
);

test("what a call says over the settings of its bridge is what both say together", () => {
  fc.assert(
    fc.property(options, options, (defaults, given) => {
      const over = sendSettings(given, sendSettings(defaults));
      expect(over).toEqual(sendSettings(mergeOptions(defaults, given)));
    }),
  );
});

test("a call without a logger of its own logs to that of its bridge, and without a signal has none", () => {
  const { signal } = new AbortController();
  const base = sendSettings({ logger, signal });
  expect(sendSettings({}, base).logger).toBe(base.logger);
  expect(sendSettings({}, base).signal).toBeUndefined();
});

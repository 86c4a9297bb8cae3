import { expect, test } from "vitest";
import {
  type MutatedMessageCounts,
  mutatedIntoReceive,
  mutatedIntoSubscribe,
} from "./mutated-messages.ts";

const COUNT = 10_000;

function check({ messages, values, errors, untyped, polluted, slowest_ms }: MutatedMessageCounts) {
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  expect({ messages, outcomes: values + failed }).toEqual({ messages: COUNT, outcomes: COUNT });
  expect({ untyped, polluted }).toEqual({ untyped: 0, polluted: [] });
  // Not all of them are read, and not all refused.
  expect(values).toBeGreaterThan(COUNT / 100);
  expect(failed).toBeGreaterThan(COUNT / 2);
  expect(slowest_ms).toBeLessThan(5_000);
}

test(`${COUNT} mutated messages into smartreceive: a value or a typed error each time`, async () => {
  check(await mutatedIntoReceive(COUNT));
}, 60_000);

test(`${COUNT} mutated messages into a subscription, which outlives them`, async () => {
  check(await mutatedIntoSubscribe(COUNT));
}, 60_000);

import {
  assertKnownOptions,
  booleanOption,
  choiceOption,
  durationOption,
  functionOption,
  isGiven,
  listOption,
  type OptionNames,
  signalOption,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { assertPlace } from "../jetstream/jetstream-place.ts";
import { assertName } from "../jetstream/name.ts";
import type { ConsumeMessagesOptions } from "./consume-options.ts";
import { DELIVER_POLICIES } from "./deliver-policies.ts";

const KNOWN: OptionNames<ConsumeMessagesOptions> = {
  stream: true,
  consumer: true,
  filter_subjects: true,
  ack_wait: true,
  max_deliver: true,
  max_ack_pending: true,
  deliver_policy: true,
  max_messages: true,
  auto_working: true,
  signal: true,
  on_status: true,
  domain: true,
  api_prefix: true,
};

/** @throws NatsBridgeError `invalid_config`, which names the option. */
export function assertConsumeOptions(options: ConsumeMessagesOptions): void {
  assertKnownOptions("consumeMessages options", options, KNOWN);
  assertName(options.stream, "stream");
  assertPlace(options);
  if (isGiven(options.consumer)) assertName(options.consumer, "consumer");
  listOption("filter_subjects", options.filter_subjects, "a list of subjects");
  durationOption("ack_wait", options.ack_wait, undefined, { from: 1 });
  wholeNumberOption("max_deliver", options.max_deliver, undefined, { from: -1 });
  wholeNumberOption("max_ack_pending", options.max_ack_pending, undefined, { from: -1 });
  choiceOption("deliver_policy", options.deliver_policy, DELIVER_POLICIES, undefined);
  wholeNumberOption("max_messages", options.max_messages, undefined, { from: 1 });
  booleanOption("auto_working", options.auto_working, undefined);
  signalOption("signal", options.signal);
  functionOption("on_status", options.on_status);
}

import type { Logger } from "@natsbridge/schema";
import {
  booleanOption,
  choiceOption,
  durationOption,
  filledTextOption,
  functionOption,
  listOption,
  loggerOption,
  type OptionNames,
  requiredText,
  signalOption,
  textOption,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import {
  assertPlace,
  assertPublishSubject,
  DELIVER_POLICIES,
  type JetStreamPlace,
  placeOf,
} from "@natsbridge/transport";
import { assertOptions } from "../options/known-options.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { type ReceiveSettings, receiveSettings } from "../options/receive-settings.ts";
import type { ConsumeOptions } from "./consume-options.ts";

/** Options of one consumption, checked and completed. */
export interface ConsumeSettings extends JetStreamPlace {
  readonly stream: string;
  /** Undefined for an ordered consumption, whose messages are not acknowledged. */
  readonly consumer: string | undefined;
  readonly filter_subjects: readonly string[] | undefined;
  readonly deliver_policy: ConsumeOptions["deliver_policy"];
  readonly ack_wait: number | undefined;
  readonly dead_letter_subject: string | undefined;
  readonly double_ack: boolean;
  readonly remove_files: boolean;
  readonly on_poison: ConsumeOptions["on_poison"];
  readonly on_status: ConsumeOptions["on_status"];
  readonly logger: Logger | undefined;
  readonly signal: AbortSignal | undefined;
  /** With what every message is received. */
  readonly receiving: ReceiveSettings;
  readonly concurrency: number;
  readonly dedup_window: number;
  readonly nak_delay: number;
  readonly max_nak_delay: number;
  /** Undefined for no limit but the consumer's own. */
  readonly max_deliver: number | undefined;
}

type OwnOptions = Omit<ConsumeOptions, keyof SmartReceiveOptions>;

const OWN: OptionNames<OwnOptions> = {
  stream: true,
  consumer: true,
  filter_subjects: true,
  concurrency: true,
  ack_wait: true,
  max_deliver: true,
  deliver_policy: true,
  nak_delay: true,
  max_nak_delay: true,
  double_ack: true,
  remove_files: true,
  dedup_window: true,
  dead_letter_subject: true,
  on_poison: true,
  on_status: true,
  domain: true,
  api_prefix: true,
};

/** @throws NatsBridgeError `invalid_config` for an option that `consume` does not know. */
export function assertConsumeOptions(options: ConsumeOptions): void {
  assertOptions("consume", options, OWN);
}

/**
 * A wrong option is the caller's mistake, and not that of every message.
 *
 * @throws NatsBridgeError `invalid_config` or `invalid_subject`, which names the option.
 */
export function consumeSettings(options: ConsumeOptions): ConsumeSettings {
  const subject = textOption("dead_letter_subject", options.dead_letter_subject, "");
  assertPlace(options);
  if (subject !== "") assertPublishSubject(subject, "dead_letter_subject");
  return {
    ...placeOf(options),
    stream: requiredText("stream", options.stream, "the name of a stream"),
    consumer: filledTextOption("consumer", options.consumer, undefined),
    filter_subjects: listOption("filter_subjects", options.filter_subjects, "a list of subjects"),
    deliver_policy: choiceOption(
      "deliver_policy",
      options.deliver_policy,
      DELIVER_POLICIES,
      undefined,
    ),
    ack_wait: durationOption("ack_wait", options.ack_wait, undefined, { from: 1 }),
    dead_letter_subject: subject === "" ? undefined : subject,
    double_ack: booleanOption("double_ack", options.double_ack, false),
    remove_files: booleanOption("remove_files", options.remove_files, true),
    on_poison: functionOption("on_poison", options.on_poison),
    on_status: functionOption("on_status", options.on_status),
    logger: loggerOption("logger", options.logger),
    signal: signalOption("signal", options.signal),
    receiving: receiveSettings({ ...options, lazy: false }),
    concurrency: wholeNumberOption("concurrency", options.concurrency, 1, { from: 1 }),
    dedup_window: durationOption("dedup_window", options.dedup_window, 0),
    nak_delay: durationOption("nak_delay", options.nak_delay, 1_000),
    max_nak_delay: durationOption("max_nak_delay", options.max_nak_delay, 60_000),
    max_deliver: wholeNumberOption("max_deliver", options.max_deliver, undefined, { from: 1 }),
  };
}

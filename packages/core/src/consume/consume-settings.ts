import { assertPublishSubject } from "@natsbridge/transport";
import { functionOption, numberOption, requiredTextOption } from "../options/check-option.ts";
import { invalidConfig } from "../options/invalid-config.ts";
import { receiveSettings } from "../options/receive-settings.ts";
import type { ConsumeOptions } from "./consume-options.ts";

/** Options of one consumption, checked and completed. */
export interface ConsumeSettings {
  readonly concurrency: number;
  readonly dedup_window: number;
  readonly nak_delay: number;
  readonly max_nak_delay: number;
  /** Undefined for no limit but the consumer's own. */
  readonly max_deliver: number | undefined;
}

/**
 * A wrong option is the caller's mistake, and not that of every message.
 *
 * @throws NatsBridgeError `invalid_config` or `invalid_subject`, which names the option.
 */
export function consumeSettings(options: ConsumeOptions): ConsumeSettings {
  const { stream, consumer, dead_letter_subject, max_deliver } = options;
  receiveSettings(options);
  requiredTextOption("stream", stream, () => {
    throw invalidConfig("stream", "the name of a stream", stream);
  });
  if (consumer !== undefined) requiredTextOption("consumer", consumer, () => "");
  if (dead_letter_subject !== undefined) {
    assertPublishSubject(dead_letter_subject, "dead_letter_subject");
  }
  functionOption("on_poison", options.on_poison);
  functionOption("on_status", options.on_status);
  numberOption("ack_wait", options.ack_wait, 30_000, 1);
  return {
    concurrency: numberOption("concurrency", options.concurrency, 1, 1),
    dedup_window: numberOption("dedup_window", options.dedup_window, 0),
    nak_delay: numberOption("nak_delay", options.nak_delay, 1_000),
    max_nak_delay: numberOption("max_nak_delay", options.max_nak_delay, 60_000),
    max_deliver:
      max_deliver === undefined ? undefined : numberOption("max_deliver", max_deliver, 1, 1),
  };
}

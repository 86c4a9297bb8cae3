import { NatsBridgeError } from "@natsbridge/schema/base";
import { toNanos } from "../jetstream/nanos.ts";
import type { ConsumerInfo, ConsumerSettings } from "./ensure-consumer.ts";

/**
 * Refuses a durable consumer that cannot be read, or that reads other subjects than the caller wrote: its messages
 * would be taken for poison, or never come.
 *
 * @throws NatsBridgeError `invalid_config`, with both values.
 */
export function assertFit({ config }: ConsumerInfo, settings: ConsumerSettings): void {
  const fault = unreadable(config) ?? otherFilter(config, settings);
  if (fault === undefined) return;
  throw new NatsBridgeError({
    code: "invalid_config",
    message: `Consumer "${settings.consumer}" of stream "${settings.stream}" ${fault}. Name another consumer, or delete it and have it made anew`,
  });
}

/** Settings of an existing consumer that differ from what the caller wrote; the server's count. */
export function differences({ config }: ConsumerInfo, settings: ConsumerSettings): string[] {
  const { ack_wait, max_deliver, max_ack_pending, deliver_policy } = settings;
  const wanted = {
    ack_wait: ack_wait === undefined ? undefined : toNanos(ack_wait),
    max_deliver,
    max_ack_pending,
    deliver_policy,
  };
  return Object.entries(wanted).flatMap(([name, value]) => {
    const has = config[name as keyof typeof wanted];
    if (value === undefined || value === null || value === has) return [];
    const shown = name === "ack_wait" ? [ack_wait, `${Number(has) / 1e6} ms`] : [value, has];
    return [`${name} is ${shown[1]}, not ${shown[0]}`];
  });
}

function unreadable(config: ConsumerInfo["config"]): string | undefined {
  if (config.deliver_subject) return "is a push consumer; a pull consumer is needed";
  if (config.headers_only) {
    return "has headers_only true; false is needed, since it gives no message its body";
  }
  if (config.ack_policy !== "explicit") {
    return `acknowledges by "${config.ack_policy}"; "explicit" is needed`;
  }
  return undefined;
}

function otherFilter(
  config: ConsumerInfo["config"],
  { filter_subjects: wanted }: ConsumerSettings,
): string | undefined {
  if (!wanted) return undefined;
  const has = config.filter_subjects ?? (config.filter_subject ? [config.filter_subject] : []);
  const isSame = has.length === wanted.length && has.every((subject) => wanted.includes(subject));
  if (isSame) return undefined;
  return `has filter_subjects ${JSON.stringify(has)}, not ${JSON.stringify(wanted)}`;
}

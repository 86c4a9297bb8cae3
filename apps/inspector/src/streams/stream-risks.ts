import { formatCount, formatSpan } from "../page/format.ts";
import type { ConsumerInfo, StreamInfo } from "./stream-info.ts";

/** What of a stream's settings can lose messages, for people. */
export function streamRisks({ config, state }: StreamInfo): string[] {
  const { discard, max_msgs, max_bytes, max_msgs_per_subject = -1, retention } = config;
  const isLimited = max_msgs > 0 || max_bytes > 0 || max_msgs_per_subject > 0;
  const isNear = state.messages >= 0.9 * max_msgs || state.bytes >= 0.9 * max_bytes;
  const isFull = (max_msgs > 0 || max_bytes > 0) && isNear;
  return [
    ...(config.storage === "memory" ? ["In memory: a restart of the server loses it"] : []),
    ...(config.persist_mode === "async"
      ? ["Written late (persist_mode async): a crash loses what was acknowledged"]
      : []),
    ...(isLimited && discard === "old"
      ? ["At its limits the oldest messages are dropped (discard old)"]
      : []),
    ...(config.max_age > 0
      ? [`What is older than ${formatSpan(config.max_age / 1e6)} is dropped (max_age)`]
      : []),
    ...(isFull ? ["It is nearly full"] : []),
    ...(retention === "interest" && state.consumer_count === 0
      ? ["Nobody consumes it: with interest retention nothing is kept"]
      : []),
    ...(config.duplicate_window === 0
      ? ["No duplicate window: what is published twice is stored twice"]
      : []),
  ];
}

/** What of a consumer's settings can lose messages, for people. */
export function consumerRisks({ config }: ConsumerInfo): string[] {
  const { ack_policy, max_deliver = -1 } = config;
  return [
    ...(ack_policy === "none" ? ["without acks: what fails is not delivered again"] : []),
    ...(max_deliver > 0 ? [`given up after ${formatCount(max_deliver)} deliveries`] : []),
  ];
}

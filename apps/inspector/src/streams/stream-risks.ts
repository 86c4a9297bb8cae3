import type { StreamInfo } from "./stream-info.ts";

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
    ...(isFull ? ["It is nearly full"] : []),
    ...(retention === "interest" && state.consumer_count === 0
      ? ["Nobody consumes it: with interest retention nothing is kept"]
      : []),
    ...(config.duplicate_window === 0
      ? ["No duplicate window: what is published twice is stored twice"]
      : []),
  ];
}

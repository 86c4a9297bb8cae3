import { choiceOption } from "@natsbridge/schema/base";

/** How the buffers of a table are compressed. */
export type ArrowCompression = (typeof ARROW_COMPRESSIONS)[number];

/** All of {@link ArrowCompression}. */
export const ARROW_COMPRESSIONS = ["lz4", "zstd"] as const;

/** @throws NatsBridgeError `invalid_config` where it is none. */
export function compressionOption(name: string, value: unknown): ArrowCompression | undefined {
  return choiceOption(name, value, ARROW_COMPRESSIONS, undefined);
}

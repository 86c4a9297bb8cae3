import { choiceOption } from "@natsbridge/schema/base";

/** How the buffers of a table are compressed. */
export type ArrowCompression = "lz4" | "zstd";

/** @throws NatsBridgeError `invalid_config` where it is none. */
export function compressionOption(name: string, value: unknown): ArrowCompression | undefined {
  return choiceOption(name, value, ["lz4", "zstd"], undefined);
}

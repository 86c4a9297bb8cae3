import { UNSAFE_INTEGERS, type UnsafeIntegers } from "@natsbridge/codecs";
import { type FileServer, fetchWithBackoff } from "@natsbridge/fileserver";
import {
  booleanOption,
  bytesOption,
  choiceOption,
  durationOption,
  functionOption,
  invalidConfig,
  isGiven,
  listOption,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { type CallOptions, callOptions } from "./call-options.ts";
import type { FileserverDownloadHandler } from "./handlers.ts";
import { type LinkSettings, linkSettings } from "./link-settings.ts";
import { DEFAULT_MAX_DOWNLOAD_BYTES, type SmartReceiveOptions } from "./receive-options.ts";

/** Most that the default of `max_message_bytes` gives: 4 GiB. */
const MOST_MESSAGE_BYTES = 4 * 1024 ** 3;

/** Options of receives, checked and completed from environment and defaults, once for all that share them. */
export interface ReceiveSettings extends Required<CallOptions> {
  /** What the environment says of them is looked at when the first link is met. @throws NatsBridgeError `invalid_config`. */
  readonly links: () => LinkSettings;
  /** A handler of the caller's own, which answers for the link policy. */
  readonly handler: FileserverDownloadHandler | undefined;
  readonly fileservers: readonly FileServer[];
  /** Bytes of all links of one eager receive. */
  readonly max_message_bytes: number;
  readonly lazy: boolean;
  readonly rows: boolean;
  readonly max_decoded_bytes: number | undefined;
  readonly max_retries: number;
  readonly base_delay: number;
  readonly max_delay: number;
  readonly headers_timeout: number;
  readonly idle_timeout: number;
  readonly total_timeout: number;
  /** Bytes a second; 0 for none. */
  readonly min_speed: number;
  readonly unsafe_integers: UnsafeIntegers;
}

/** @throws NatsBridgeError `invalid_config`, which names the option or variable. */
export function receiveSettings(options: SmartReceiveOptions): ReceiveSettings {
  const fileservers = listOption("fileservers", options.fileservers) ?? [];
  for (const [index, store] of fileservers.entries()) {
    if (typeof store?.download !== "function") {
      throw invalidConfig(`fileservers[${index}]`, "a FileServer", store);
    }
  }
  const handler = functionOption(
    "fileserver_download_handler",
    options.fileserver_download_handler,
  );
  const max_bytes = bytesOption(
    "max_download_bytes",
    options.max_download_bytes,
    DEFAULT_MAX_DOWNLOAD_BYTES,
    { infinite: true },
  );
  return {
    handler: handler === fetchWithBackoff ? undefined : handler,
    fileservers,
    links: linkSettings(options, fileservers, max_bytes),
    max_message_bytes: bytesOption(
      "max_message_bytes",
      options.max_message_bytes,
      Math.max(max_bytes, Math.min(16 * max_bytes, MOST_MESSAGE_BYTES)),
      { infinite: true },
    ),
    lazy: booleanOption("lazy", options.lazy, false),
    rows: booleanOption("rows", options.rows, false),
    max_decoded_bytes: isGiven(options.max_decoded_bytes)
      ? bytesOption("max_decoded_bytes", options.max_decoded_bytes, 0, { infinite: true })
      : undefined,
    max_retries: wholeNumberOption("max_retries", options.max_retries, 5, { from: 1 }),
    base_delay: durationOption("base_delay", options.base_delay, 100),
    max_delay: durationOption("max_delay", options.max_delay, 5000),
    headers_timeout: durationOption("headers_timeout", options.headers_timeout, 15_000),
    idle_timeout: durationOption("idle_timeout", options.idle_timeout, 30_000),
    total_timeout: durationOption("total_timeout", options.total_timeout, 0),
    min_speed: bytesOption("min_speed", options.min_speed, 1_000),
    unsafe_integers: choiceOption(
      "unsafe_integers",
      options.unsafe_integers,
      UNSAFE_INTEGERS,
      "bigint",
    ),
    ...callOptions(options),
  };
}

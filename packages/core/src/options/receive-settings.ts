import { type FileServer, fetchWithBackoff } from "@natsbridge/fileserver";
import { booleanOption, functionOption, numberOption } from "./check-option.ts";
import type { FileserverDownloadHandler } from "./handlers.ts";
import { invalidConfig } from "./invalid-config.ts";
import { type LinkSettings, linkSettings } from "./link-settings.ts";
import { DEFAULT_MAX_DOWNLOAD_BYTES, type SmartReceiveOptions } from "./receive-options.ts";

/** Options of one receive, checked and completed from environment and defaults. */
export interface ReceiveSettings extends LinkSettings {
  /** A handler of the caller's own, which answers for the link policy. */
  readonly handler: FileserverDownloadHandler | undefined;
  readonly fileservers: readonly FileServer[];
  readonly lazy: boolean;
  readonly max_retries: number;
  readonly base_delay: number;
  readonly max_delay: number;
  readonly headers_timeout: number;
  readonly idle_timeout: number;
  readonly total_timeout: number;
  readonly unsafe_integers: "bigint" | "error" | "number";
}

/** @throws NatsBridgeError `invalid_config`, which names the option or variable. */
export function receiveSettings(options: SmartReceiveOptions): ReceiveSettings {
  const fileservers = options.fileservers ?? [];
  if (!Array.isArray(fileservers)) throw invalidConfig("fileservers", "a list", fileservers);
  for (const [index, store] of fileservers.entries()) {
    if (typeof store?.download !== "function") {
      throw invalidConfig(`fileservers[${index}]`, "a FileServer", store);
    }
  }
  const handler = functionOption(
    "fileserver_download_handler",
    options.fileserver_download_handler,
  );
  const max_bytes = numberOption(
    "max_download_bytes",
    options.max_download_bytes,
    DEFAULT_MAX_DOWNLOAD_BYTES,
  );
  return {
    handler: handler === fetchWithBackoff ? undefined : handler,
    fileservers,
    ...linkSettings(options, fileservers, max_bytes),
    lazy: booleanOption("lazy", options.lazy, false),
    max_retries: numberOption("max_retries", options.max_retries, 5, 1),
    base_delay: numberOption("base_delay", options.base_delay, 100),
    max_delay: numberOption("max_delay", options.max_delay, 5000),
    headers_timeout: numberOption("headers_timeout", options.headers_timeout, 15_000),
    idle_timeout: numberOption("idle_timeout", options.idle_timeout, 30_000),
    total_timeout: numberOption("total_timeout", options.total_timeout, 0),
    unsafe_integers: unsafeIntegers(options.unsafe_integers),
  };
}

function unsafeIntegers(value: unknown): ReceiveSettings["unsafe_integers"] {
  if (value === undefined || value === null) return "bigint";
  if (value === "bigint" || value === "error" || value === "number") return value;
  throw invalidConfig("unsafe_integers", `"bigint", "error" or "number"`, value);
}

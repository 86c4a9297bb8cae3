import {
  assertKnownOptions,
  type Backoff,
  type BackoffOptions,
  booleanOption,
  bytesOption,
  durationOption,
  functionOption,
  NatsBridgeError,
  type OptionNames,
  resolveBackoff,
  signalOption,
  textOption,
} from "@natsbridge/schema/base";
import type { Download, TransferOptions } from "../store/file-server.ts";

/**
 * Starts one attempt at reading a file, from a position on. A store that cannot continue starts at 0.
 * `signal` ends the attempt.
 */
export type OpenDownload = (
  from: { readonly offset: number; readonly etag?: string },
  signal: AbortSignal,
) => Promise<Download>;

/** Options of `downloadStream`. */
export interface ReadOptions extends BackoffOptions, TransferOptions {
  /** Names the file in errors, such as a redacted URL. Default: `"download"`. */
  readonly label?: string | undefined;
  /** Most bytes to read; more is `link_too_large`, before and while reading. Default: no limit. */
  readonly max_bytes?: number | undefined;
  /** What the caller's own callers know that limit as, for the error. Default: `"max_bytes"`. */
  readonly limit_name?: string | undefined;
  /** Length the file must have, in bytes; any other is `checksum_mismatch`. */
  readonly size?: number | undefined;
  /**
   * Whether the bytes are compared with a checksum at the end. Without one, a broken download goes on only where the
   * server names the version of the file (a strong ETag): else halves of two files could be joined. Default: false.
   */
  readonly isChecked?: boolean | undefined;
  /** Longest wait for the next chunk, in ms; 0 for none. Default: 30,000. */
  readonly idle_timeout?: number | undefined;
  /** Time for everything, all attempts and waits included, in ms; 0 for none. Default: 0. */
  readonly total_timeout?: number | undefined;
  /**
   * Least speed in bytes a second, over any 60 s in which a read was waiting; a slower file is `link_unreachable` without
   * a further attempt. Time in which nobody reads never counts. 0 for none. Default: 1,000.
   */
  readonly min_speed?: number | undefined;
  /**
   * Told how many bytes of the file are held, or will be, as soon as that is known and while it grows. What it throws
   * ends the download.
   */
  readonly claim?: ((bytes: number) => void) | undefined;
  /** Called before each wait, with the fault, the number of the failed attempt (from 1) and the wait in ms. */
  readonly onRetry?:
    | ((error: NatsBridgeError, attempt: number, delay_ms: number) => void)
    | undefined;
}

/** Names of {@link ReadOptions}. */
export const READ_OPTIONS: OptionNames<ReadOptions> = {
  label: true,
  max_bytes: true,
  limit_name: true,
  size: true,
  idle_timeout: true,
  total_timeout: true,
  min_speed: true,
  claim: true,
  max_retries: true,
  base_delay: true,
  max_delay: true,
  onRetry: true,
  onProgress: true,
  signal: true,
  isChecked: true,
};

/** {@link ReadOptions} with every default filled in. */
export interface ResolvedReadOptions {
  readonly backoff: Backoff;
  readonly label: string;
  readonly max_bytes: number;
  readonly limit_name: string;
  readonly size: number | undefined;
  readonly idle_timeout: number;
  readonly total_timeout: number;
  readonly min_speed: number;
  readonly claim: ReadOptions["claim"];
  readonly signal: AbortSignal | undefined;
  readonly isChecked: boolean;
  readonly onRetry: ReadOptions["onRetry"];
  readonly onProgress: ReadOptions["onProgress"];
}

/**
 * Fills in the defaults and refuses what can never work.
 * @throws NatsBridgeError `invalid_config`, or `link_too_large` when `size` alone is over `max_bytes`.
 */
export function resolveReadOptions(
  options: ReadOptions,
  known: Readonly<Record<string, true>> = READ_OPTIONS,
): ResolvedReadOptions {
  assertKnownOptions("download options", options, known);
  const label = textOption("label", options.label, "download");
  const max_bytes = bytesOption("max_bytes", options.max_bytes, Infinity, { infinite: true });
  const idle_timeout = durationOption("idle_timeout", options.idle_timeout, 30_000);
  const total_timeout = durationOption("total_timeout", options.total_timeout, 0);
  const min_speed = bytesOption("min_speed", options.min_speed, 1_000);
  const claim = functionOption("claim", options.claim);
  const size = bytesOption("size", options.size, undefined);
  const limit_name = textOption("limit_name", options.limit_name, "max_bytes");
  if (size !== undefined && size > max_bytes)
    throw tooLarge({ label, max_bytes, limit_name }, size);
  const isChecked = booleanOption("isChecked", options.isChecked, false);
  const signal = signalOption("signal", options.signal);
  const onRetry = functionOption("onRetry", options.onRetry);
  const onProgress = functionOption("onProgress", options.onProgress);
  const backoff = resolveBackoff(options);
  const limits = {
    max_bytes,
    limit_name,
    size,
    idle_timeout,
    total_timeout,
    min_speed,
    claim,
    isChecked,
  };
  return { backoff, label, ...limits, signal, onRetry, onProgress };
}

/** The error of a file that is over the limit. */
export function tooLarge(
  { label, max_bytes, limit_name }: Pick<ResolvedReadOptions, "label" | "max_bytes" | "limit_name">,
  bytes: number,
): NatsBridgeError {
  return new NatsBridgeError({
    code: "link_too_large",
    message: `${label} has at least ${bytes} bytes, the limit is ${max_bytes} (${limit_name})`,
  });
}

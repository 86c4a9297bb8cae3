import {
  durationOption,
  formatLogLine,
  functionOption,
  type Logger,
  loggerOption,
  redactLink,
} from "@natsbridge/schema/base";
import { type HttpOptions, httpOptions } from "../http/http-options.ts";
import { type DownloadBytesOptions, downloadBytes } from "./download-bytes.ts";
import { httpDownload } from "./http-download.ts";

/** Further options of `fetchWithBackoff`. */
export interface FetchWithBackoffOptions
  extends Omit<DownloadBytesOptions, "max_retries" | "base_delay" | "max_delay">,
    HttpOptions {
  /** Time until the response headers of each attempt, in ms; 0 for none. Default: 15,000. */
  readonly headers_timeout?: number | undefined;
  /** Gets one line per failed attempt. */
  readonly logger?: Logger | undefined;
}

/** What `fetchWithBackoff` does. */
export async function readWithBackoff(
  url: string,
  max_retries: number,
  base_delay: number,
  max_delay: number,
  correlation_id: string,
  options: FetchWithBackoffOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { fetch: _fetch, headers: _headers, onRetry, ...others } = options;
  const { fetch, headers } = httpOptions(options);
  functionOption("onRetry", onRetry);
  const { headers_timeout: longest, logger: given, ...rest } = others;
  const headers_timeout = durationOption("headers_timeout", longest, undefined);
  const logger = loggerOption("logger", given);
  return downloadBytes(
    (from, signal) => httpDownload(url, { ...from, signal, headers_timeout, fetch, headers }),
    {
      label: redactLink(String(url)),
      ...rest,
      max_retries,
      base_delay,
      max_delay,
      onRetry(error, attempt, delay_ms) {
        logger?.warn(
          formatLogLine(
            correlation_id,
            `Download attempt ${attempt} of ${max_retries} failed, next in ${Math.round(delay_ms)} ms: ${error.message}`,
          ),
          { correlation_id, attempt, delay_ms, code: error.code },
        );
        onRetry?.(error, attempt, delay_ms);
      },
    },
  );
}

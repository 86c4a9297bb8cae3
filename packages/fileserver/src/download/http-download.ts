import { NatsBridgeError, redactLink } from "@natsbridge/schema/base";
import { explainNetworkFault } from "#network-fault";
import { send } from "#send";
import type { HttpOptions } from "../http/http-options.ts";
import { isRetryableStatus, responseError } from "../http/response-error.ts";
import type { SendAnswer } from "../http/send-request.ts";
import {
  createTransferControl,
  ended,
  endingOf,
  type TransferControl,
} from "../http/transfer-control.ts";
import type { Download, DownloadOptions } from "../store/file-server.ts";
import { assertEncoding, isEncoded } from "./assert-encoding.ts";
import { checkedBody } from "./checked-body.ts";
import { parseContentRange } from "./content-range.ts";
import { isExpiredLink } from "./expired-link.ts";

/** Time until the response headers of a download, in ms, unless an option says otherwise. */
export const DEFAULT_HEADERS_TIMEOUT = 15_000;

/**
 * Starts reading a link with one plain GET: no redirects, no retry, no cookies.
 * With `offset` it asks for the rest of the file (and only of the same version, where `etag` is strong);
 * when the server sends the whole file, or the file has changed, the download starts at 0.
 *
 * The body errors when the connection breaks or is shorter than announced; cancel it to end the transfer early.
 * It also ends with `signal`. Idle and total time-outs are the reader's affair (`downloadBytes`, `downloadStream`).
 *
 * @throws NatsBridgeError `link_gone`, `link_refused`, `link_unreachable` (retryable), `aborted`, or `invalid_config` for
 * an authority or a proxy that this process is not set to; URLs in messages are without their query and credentials.
 */
export async function httpDownload(
  url: string,
  options: DownloadOptions & HttpOptions = {},
): Promise<Download> {
  const what = redactLink(url);
  assertReadable(url, what);
  const timeout = options.headers_timeout ?? DEFAULT_HEADERS_TIMEOUT;
  const control = createTransferControl(
    what,
    options.signal,
    timeout,
    () =>
      new NatsBridgeError({
        code: "link_unreachable",
        message: `${what}: no response headers within ${timeout} ms`,
      }),
  );
  try {
    const response = await get(url, options, control, what);
    const offset = options.offset ?? 0;
    const etag = response.headers.get("etag") ?? undefined;
    if (offset > 0 && isUseless(response, offset, options.etag, etag)) {
      control.release();
      control.end();
      await response.body?.cancel().catch(() => undefined);
      return await httpDownload(url, { ...options, offset: 0, etag: undefined });
    }
    if (response.status !== 200 && response.status !== 206)
      throw await responseError(response, what, isExpiredLink(url, Date.now()));
    assertEncoding(response, what);
    return openBody(response, options, control, what);
  } catch (error) {
    control.release();
    control.end(error);
    throw error;
  }
}

function assertReadable(url: string, what: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  if (isHttp && parsed.username === "" && parsed.password === "") return;
  throw new NatsBridgeError({
    code: "link_refused",
    message: `"${what}" is not a link that can be read: expected an absolute http or https URL without user and password`,
  });
}

async function get(
  url: string,
  options: DownloadOptions & HttpOptions,
  control: TransferControl,
  what: string,
): Promise<SendAnswer> {
  const { offset = 0, etag } = options;
  const headers = new Headers(options.headers);
  // Compressed bodies hide their length; browsers ignore this and choose themselves.
  headers.set("accept-encoding", "identity");
  if (!headers.has("accept")) headers.set("accept", "*/*");
  if (offset > 0) headers.set("range", `bytes=${offset}-`);
  if (offset > 0 && etag !== undefined && !etag.startsWith("W/")) headers.set("if-range", etag);
  try {
    const { fetch } = options;
    const { signal } = control;
    return await ended(send(url, { method: "GET", headers, signal, fetch }), signal);
  } catch (error) {
    const ending = endingOf(control.signal);
    if (ending !== undefined) throw ending;
    const { text, isFinal, isOurs } = await explainNetworkFault(error, url);
    // A server may let pages read a file, and not let them ask for the rest of it.
    if (isFinal && offset > 0) return get(url, { ...options, offset: 0 }, control, what);
    const code = isFinal ? "link_refused" : "link_unreachable";
    throw new NatsBridgeError({
      // What this process lacks is no fault of the link: the message may be read when it is mended.
      code: isOurs ? "invalid_config" : code,
      message: `${what} could not be read: ${text}`,
      cause: error,
    });
  }
}

/**
 * Whether an answer to a Range request is of no use for going on, and the whole file may be had all the same: it changed
 * or is shorter now, the server gives no ranges of it, or a part of what is stored compressed, which nobody can undo.
 */
function isUseless(
  response: SendAnswer,
  offset: number,
  wanted: string | undefined,
  etag: string | undefined,
): boolean {
  const isRefused = response.status >= 300 && !isRetryableStatus(response.status);
  if (isRefused) return true;
  if (!isPartial(response)) return false;
  if (isEncoded(response)) return true;
  const range = parseContentRange(response.headers.get("content-range"));
  const isElsewhere = range !== undefined && range.start !== offset;
  return isElsewhere || (wanted !== undefined && etag !== undefined && wanted !== etag);
}

/** Some servers send a part, with its `Content-Range`, and say 200 all the same. */
function isPartial({ status, headers }: SendAnswer): boolean {
  return status === 206 || parseContentRange(headers.get("content-range")) !== undefined;
}

function openBody(
  response: SendAnswer,
  options: DownloadOptions & HttpOptions,
  control: TransferControl,
  what: string,
): Download {
  control.clearTimeout();
  const isPart = isPartial(response);
  const range = isPart ? parseContentRange(response.headers.get("content-range")) : undefined;
  const offset = isPart ? (range?.start ?? options.offset ?? 0) : 0;
  const length = contentLength(response) ?? (range && range.end - range.start + 1);
  const size = isPart ? range?.size : length;
  const etag = response.headers.get("etag") ?? undefined;
  // What a replaced `fetch` gives may be kept by whoever replaced it.
  const isOwned = options.fetch === undefined;
  const { onProgress } = options;
  const body = checkedBody(
    response.body ?? new Blob([]).stream(),
    { what, control, offset, size, length, onProgress },
    isOwned,
  );
  return { body, offset, size, ...(etag === undefined ? {} : { etag }) };
}

/** The announced length of the bytes as read; unknown when the body was compressed on the way. */
function contentLength(response: SendAnswer): number | undefined {
  if (isEncoded(response)) return undefined;
  const header = response.headers.get("content-length");
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}

import {
  createIdleTimer,
  escapeControls,
  NatsBridgeError,
  type NatsBridgeErrorCode,
  redactUrl,
} from "@natsbridge/schema/base";
import { explainNetworkFault } from "#network-fault";
import { send } from "#send";
import type { UploadFrame, UploadSource } from "../upload/upload-source.ts";
import type { HttpOptions } from "./http-options.ts";
import { isUploadSource, type SendAnswer } from "./send-request.ts";
import { createTransferControl, ended, endingOf } from "./transfer-control.ts";

const MAX_ANSWER = 1024 * 1024;

/** A request of a store to its server. */
export interface HttpRequestOptions extends HttpOptions {
  readonly method: string;
  /** A source is sent as it is read (in a browser it is collected first), with `Content-Length` where its size is known. */
  readonly body?: UploadSource | string | undefined;
  /** What goes around the bytes of a source. */
  readonly frame?: Pick<UploadFrame, "head" | "tail"> | undefined;
  /** Names the request in errors, where the URL is a link that nobody but its reader should see. Default: method and URL. */
  readonly what?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longest time without progress in ms, be it of the body or of the answer; 0 for none. Default: 30,000. */
  readonly idle_timeout?: number | undefined;
  /** Code of the error when there is no answer. Default: `upload_failed`. */
  readonly code?: NatsBridgeErrorCode | undefined;
}

/** An answer, read completely. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Makes a request and reads the answer, whatever its status; redirects are not followed. For the small requests of a
 * store and for its uploads. When the connection breaks before there is an answer, the request is made anew once,
 * unless its body is a stream, which cannot be read twice.
 * @throws NatsBridgeError `upload_failed` (retryable) when there was no answer, `aborted`, or `invalid_config` for an
 * authority or a proxy that this process is not set to.
 */
export async function httpRequest(url: string, options: HttpRequestOptions): Promise<HttpAnswer> {
  const { idle_timeout = 30_000, code = "upload_failed", body } = options;
  const { what = `${options.method} ${redactUrl(url)}` } = options;
  const noAnswer = (why: string, cause?: unknown, isRetryable = true, as = code) =>
    new NatsBridgeError({ code: as, message: `${what}: ${why}`, isRetryable, cause });
  const control = createTransferControl(what, options.signal, 0, () => noAnswer("timed out"));
  const idle = createIdleTimer(idle_timeout, () =>
    control.end(noAnswer(`no progress for ${idle_timeout} ms`)),
  );
  const fault = () => (isUploadSource(body) ? body.fault : undefined) ?? endingOf(control.signal);
  const attempt = () => ended(exchange(url, options, control.signal, idle.begin), control.signal);
  idle.begin();
  try {
    return await attempt().catch((error: unknown) => {
      const isRepeatable = !isUploadSource(body) || body.isReopenable;
      if (fault() !== undefined || !isRepeatable) throw error;
      return attempt();
    });
  } catch (error) {
    const known = fault();
    if (known !== undefined) throw known;
    const { text, isFinal, isOurs } = await explainNetworkFault(error, url);
    throw noAnswer(escapeControls(text), error, !isFinal, isOurs ? "invalid_config" : code);
  } finally {
    idle.stop();
    control.release();
    control.end();
  }
}

async function exchange(
  url: string,
  options: HttpRequestOptions,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<HttpAnswer> {
  const { body, frame } = options;
  const headers = new Headers(options.headers);
  // Compressed answers tell another length than that of the file.
  headers.set("accept-encoding", "identity");
  if (isUploadSource(body) && body.size !== undefined) {
    const length = body.size + (frame?.head?.length ?? 0) + (frame?.tail?.length ?? 0);
    headers.set("content-length", String(length));
  }
  const response = await send(url, {
    method: options.method,
    headers,
    signal,
    body,
    frame: { ...frame, onPiece: onProgress, signal },
    fetch: options.fetch,
  });
  return { status: response.status, headers: response.headers, text: await readText(response) };
}

async function readText(response: SendAnswer): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const chunk = (await reader?.read())?.value;
    if (chunk === undefined) return text + decoder.decode();
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER) {
      await reader?.cancel();
      return text;
    }
  }
}

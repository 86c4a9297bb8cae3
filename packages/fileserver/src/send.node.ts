import ky from "ky";
import { isUploadSource, REQUEST_INIT, type SendRequest } from "./send-request.ts";

/**
 * `fetch` copies a request that it might have to send again after a redirect, and then keeps every piece of a body
 * that it has sent. It does not where a redirect is an error and, in the words of the standard, there is no window.
 */
const STREAMED_INIT: RequestInit = { redirect: "error", window: null };

/** Makes a request; a source is sent as it is read, so that nothing is collected. */
export async function send(url: string, request: SendRequest): Promise<Response> {
  const { fetch, method, headers, signal, body, frame } = request;
  const content = isUploadSource(body) ? body.open(frame) : body;
  return ky(url, {
    ...REQUEST_INIT,
    ...(fetch === undefined ? {} : { fetch }),
    ...(content === undefined ? {} : { body: content }),
    ...(isUploadSource(body) ? STREAMED_INIT : {}),
    method,
    headers,
    signal,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
  });
}

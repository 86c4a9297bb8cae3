import { partLoader } from "@natsbridge/schema/base";
import { isUploadSource, REQUEST_INIT, type SendAnswer, type SendRequest } from "./send-request.ts";

/** `node:http` takes a third of the time in which everything else is imported: it is loaded with what needs it. */
const httpGetPart = partLoader(() => import("./http-get.node.ts"));
const sendOncePart = partLoader(() => import("./send-once.node.ts"));
/** Only uploads need it, and other requests than GET. */
const kyPart = partLoader(() => import("ky"));

/**
 * `fetch` copies a request that it might have to send again after a redirect, and then keeps every piece of a body
 * that it has sent. It does not where a redirect is an error and, in the words of the standard, there is no window.
 */
const STREAMED_INIT: RequestInit & { readonly duplex: "half" } = {
  redirect: "error",
  window: null,
  duplex: "half",
};

/** Makes a request; a source is sent as it is read, so that nothing is collected. */
export async function send(url: string, request: SendRequest): Promise<SendAnswer> {
  const { fetch, method, headers, signal, body, frame } = request;
  if (fetch === undefined && method === "GET") {
    const { httpGet } = await httpGetPart();
    return httpGet(url, request);
  }
  if (fetch === undefined && isUploadSource(body) && !body.isReopenable) {
    const { sendOnce } = await sendOncePart();
    return sendOnce(url, request, body.open(frame));
  }
  const content = isUploadSource(body) ? body.open(frame) : body;
  const init: RequestInit = {
    ...REQUEST_INIT,
    ...(content === undefined ? {} : { body: content }),
    ...(isUploadSource(body) ? STREAMED_INIT : {}),
    method,
    headers,
    signal,
  };
  // Another implementation of `fetch` takes no `Request` of the runtime's.
  if (fetch !== undefined) return fetch(url, init);
  const { default: ky, isNetworkError } = await kyPart();
  try {
    return await ky(url, { ...init, retry: 0, timeout: false, throwHttpErrors: false });
  } catch (error) {
    // It holds the request, with its headers and its whole URL; what it wraps holds neither.
    throw isNetworkError(error) ? error.cause : error;
  }
}

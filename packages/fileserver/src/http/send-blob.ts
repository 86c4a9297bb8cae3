import type { SendRequest } from "./send-request.ts";

/** Answers with these have no body. */
const EMPTY = new Set([204, 205, 304]);

/** Sends a Blob and tells how many of its bytes have left. Rejects as `fetch` does, with the reason of the signal. */
export function sendBlob(
  url: string,
  blob: Blob,
  request: Pick<SendRequest, "method" | "headers" | "signal">,
  onSent: (bytes: number) => void,
): Promise<Response> {
  const { method, headers, signal } = request;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const exchange = new XMLHttpRequest();
    exchange.open(method, url);
    exchange.responseType = "arraybuffer";
    for (const [name, value] of headers) {
      // The browser sets this one itself, and complains.
      if (name !== "accept-encoding") exchange.setRequestHeader(name, value);
    }
    const abort = () => exchange.abort();
    signal.addEventListener("abort", abort, { once: true });
    exchange.onloadend = () => signal.removeEventListener("abort", abort);
    exchange.upload.onprogress = ({ loaded }) => onSent(loaded);
    exchange.upload.onload = () => onSent(blob.size);
    exchange.onabort = () => reject(signal.reason);
    exchange.onerror = () => reject(new TypeError("Failed to send"));
    exchange.onload = () => {
      if (exchange.responseURL !== new URL(url, location.href).href.replace(/#.*/, "")) {
        return reject(new TypeError("answered with a redirect, which is never followed"));
      }
      const { status } = exchange;
      const body = EMPTY.has(status) ? null : (exchange.response as ArrayBuffer);
      resolve(new Response(body, { status, headers: responseHeaders(exchange) }));
    };
    exchange.send(blob);
  });
}

function responseHeaders(exchange: XMLHttpRequest): Headers {
  const headers = new Headers();
  for (const line of exchange.getAllResponseHeaders().split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}

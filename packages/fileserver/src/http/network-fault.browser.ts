import { describeFault, pageLocation } from "@natsbridge/schema/base";
import type { NetworkFault } from "./network-fault.ts";

/** Time for the question whether a server is there at all, in ms. */
const PROBE_TIMEOUT = 5_000;

const WAYS_OUT =
  "serve the page from the same origin as the store, put a proxy that adds the headers in front of it, or use a store that sends them, such as @natsbridge/fileserver-local or S3 with a CORS rule";

/**
 * Explains why a request got no answer. A browser hides the reason from the page, so this finds out by asking for what
 * needs no permission: an answer that cannot be read tells that the server is there, and lacks CORS headers.
 */
export async function explainNetworkFault(error: unknown, url: string): Promise<NetworkFault> {
  const text = describeFault(error);
  // Only this error hides its reason.
  if (!(error instanceof TypeError)) return { text, isFinal: false };
  const { origin, protocol } = new URL(url);
  const page = pageLocation();
  // On the edge there are no pages, and no rules for them.
  if (page === undefined) return { text: `${text}. The server cannot be reached`, isFinal: false };
  if (page.protocol === "https:" && protocol === "http:" && !(await isThere(url))) {
    return {
      text: `${text}. A page on https: may not read http: (mixed content); serve the store over https, or through the page's own server`,
      isFinal: true,
    };
  }
  if (origin !== page.origin && (await isThere(url))) {
    return {
      text: `${text}. The server answers, and its answer has no CORS headers that let pages of ${page.origin} use it (Access-Control-Allow-Origin). Plik sends none. Ways out: ${WAYS_OUT}`,
      isFinal: true,
    };
  }
  return {
    text: `${text}. The server cannot be reached, or connect-src of the page's content security policy does not list ${origin}`,
    isFinal: false,
  };
}

/** HEAD, because a GET would use up a one-shot file. */
async function isThere(url: string): Promise<boolean> {
  try {
    await fetch(url, {
      method: "HEAD",
      mode: "no-cors",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(PROBE_TIMEOUT),
    });
    return true;
  } catch {
    return false;
  }
}

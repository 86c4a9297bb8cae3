/** What to do about a proxy that answers 407. */
export const PROXY_ADVICE =
  "The proxy wants a user and a password, or does not take those it got: check HTTPS_PROXY and HTTP_PROXY, or the agent of the store's `fetch`";

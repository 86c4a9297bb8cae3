import { Agent, ProxyAgent, fetch as undiciFetch } from "undici";

/** A `fetch` with connections of its own. */
export interface AgentFetch extends AsyncDisposable {
  readonly fetch: typeof globalThis.fetch;
}

/** Options of {@link agentFetch}. */
export interface AgentFetchOptions {
  /** PEM of an authority to trust. Default: those of the runtime. */
  readonly ca?: string;
  /** Address of a proxy, with its credentials. Default: none. */
  readonly proxy?: string;
}

/** A `fetch` for a proxy and an authority, made as programs make it. */
export function agentFetch({ ca, proxy }: AgentFetchOptions): AgentFetch {
  const tls = ca === undefined ? {} : { ca };
  const dispatcher =
    proxy === undefined
      ? new Agent({ connect: tls })
      : new ProxyAgent({ uri: proxy, requestTls: tls });
  const fetch = (url: string, init: object) => undiciFetch(url, { ...init, dispatcher });
  return {
    fetch: fetch as unknown as typeof globalThis.fetch,
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

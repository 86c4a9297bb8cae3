import { functionOption, type OptionNames, objectOption } from "@natsbridge/schema/base";

/** How requests are made; every store takes these settings and passes them on. */
export interface HttpOptions {
  /**
   * Makes the requests: for a proxy, a custom certificate authority, or tests. Called with a URL and its `init`.
   * Default: the global `fetch`; for a GET in Node, `node:http`, which copies less.
   */
  readonly fetch?: typeof fetch | undefined;
  /** Headers added to every request, such as credentials of a protected store. They appear in no message, error or log. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Names of {@link HttpOptions}, for the settings of a store. */
export const HTTP_OPTIONS: OptionNames<HttpOptions> = { fetch: true, headers: true };

/** {@link HttpOptions}, complete. */
export interface HttpSettings {
  readonly fetch: typeof fetch | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Checks and completes {@link HttpOptions}. @throws NatsBridgeError `invalid_config`, which names the option. */
export function httpOptions({ fetch, headers }: HttpOptions): HttpSettings {
  return { fetch: functionOption("fetch", fetch), headers: objectOption("headers", headers) ?? {} };
}

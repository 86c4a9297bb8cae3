import {
  HTTP_OPTIONS,
  type HttpOptions,
  type HttpSettings,
  httpOptions,
  linkOrigin,
  type UploadHeaders,
  uploadHeadersOption,
} from "@natsbridge/fileserver";
import {
  assertKnownOptions,
  baseUrl,
  booleanOption,
  durationOption,
  type OptionNames,
} from "@natsbridge/schema/base";

/** Settings of {@link createHttpFileServer}. */
export interface HttpFileServerSettings extends HttpOptions, UploadHeaders {
  /** Address of the folder that files are put into, such as `https://dav.example.org/payloads`. It must exist. */
  readonly url: string;
  /** Address of the same folder as readers see it. Default: `url`. */
  readonly public_url?: string | undefined;
  /** Whether the server honours Range. Default: true. */
  readonly range?: boolean | undefined;
  /** Whether the server sends CORS headers. Default: false. */
  readonly crossOrigin?: boolean | undefined;
  /** Whether DELETE is allowed. Default: true. Without it files stay until somebody else removes them. */
  readonly removable?: boolean | undefined;
  /** Longest time without progress of an upload or an answer, in ms; 0 for none. Default: 30,000. */
  readonly idle_timeout?: number | undefined;
}

/** Settings as the requests need them. */
export interface HttpStore extends HttpSettings {
  readonly upload_headers: Readonly<Record<string, string>>;
  readonly range: boolean;
  readonly crossOrigin: boolean;
  readonly removable: boolean;
  /** In ms; undefined for the default of the requests. */
  readonly idle_timeout: number | undefined;
  /** Where files are put, without a slash at its end. */
  readonly base: string;
  /** Where files are read. */
  readonly publicBase: string;
  /** Origins that the headers may be sent to. */
  readonly origins: readonly string[];
}

const KNOWN: OptionNames<HttpFileServerSettings> = {
  url: true,
  public_url: true,
  range: true,
  crossOrigin: true,
  removable: true,
  idle_timeout: true,
  upload_headers: true,
  ...HTTP_OPTIONS,
};

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolveHttpStore(settings: HttpFileServerSettings): HttpStore {
  assertKnownOptions("HTTP store settings", settings, KNOWN);
  const base = baseUrl("url", settings.url);
  const publicBase = baseUrl("public_url", settings.public_url ?? settings.url);
  const origins = new Set([linkOrigin(publicBase, "public_url"), linkOrigin(base, "url")]);
  return {
    ...httpOptions(settings),
    range: booleanOption("range", settings.range, true),
    crossOrigin: booleanOption("crossOrigin", settings.crossOrigin, false),
    removable: booleanOption("removable", settings.removable, true),
    idle_timeout: durationOption("idle_timeout", settings.idle_timeout, undefined),
    upload_headers: uploadHeadersOption(settings.upload_headers, refusedHeader),
    base,
    publicBase,
    origins: [...origins],
  };
}

function refusedHeader(name: string): string | undefined {
  return /^(host|content-length|content-range|transfer-encoding)$/.test(name)
    ? "none that the store says itself"
    : undefined;
}

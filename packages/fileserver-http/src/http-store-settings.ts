import { type HttpOptions, linkOrigin } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema";

/** Settings of {@link createHttpFileServer}. */
export interface HttpFileServerSettings extends HttpOptions {
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
export interface HttpStore extends HttpFileServerSettings {
  /** Where files are put, without a slash at its end. */
  readonly base: string;
  /** Where files are read. */
  readonly publicBase: string;
  /** Origins that the headers may be sent to. */
  readonly origins: readonly string[];
}

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolveHttpStore(settings: HttpFileServerSettings): HttpStore {
  const base = folder(settings.url, "url");
  const publicBase = folder(settings.public_url ?? settings.url, "public_url");
  const origins = new Set([linkOrigin(publicBase, "public_url"), linkOrigin(base, "url")]);
  return { ...settings, base, publicBase, origins: [...origins] };
}

function folder(url: string, setting: string): string {
  linkOrigin(url, setting);
  const { origin, pathname, search, hash, username } = new URL(url);
  if (`${search}${hash}${username}` !== "")
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `${setting} must be an address without query, fragment and user; credentials go into headers`,
    });
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

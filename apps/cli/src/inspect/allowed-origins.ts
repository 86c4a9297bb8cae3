import { DEFAULT_FILESERVER_URL } from "@natsbridge/schema";
import type { BridgeContext } from "../settings/bridge-context.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";

/** Tells which origins may be asked: those of the file server and of what was allowed. */
export function allowedOrigins(
  flags: GlobalFlags,
  additions: BridgeContext,
): (origin: string) => boolean {
  const origins = flags.allowOrigin ?? additions.allowed_link_origins ?? [];
  if (origins.includes("any")) return () => true;
  const files = flags.files ?? flags.webdav ?? additions.files ?? additions.webdav;
  const known = [...origins, files ?? DEFAULT_FILESERVER_URL]
    .filter((url) => URL.canParse(url))
    .map((url) => loopback(new URL(url).origin));
  return (origin) => known.includes(loopback(origin));
}

/** The names of this machine count as one. */
function loopback(origin: string): string {
  return origin.replace(/^(https?:\/\/)(127\.0\.0\.1|\[::1\])(?=:|$)/, "$1localhost");
}

import { DEFAULT_FILESERVER_URL } from "@natsbridge/schema";
import type { StoreOptions } from "../settings/store-options.ts";

/** Tells which links may be asked for: those of the store, of its file server's origin, and of what was allowed. */
export function allowedLinks({
  allowed_link_origins = [],
  fileserver,
  fileserver_url,
}: StoreOptions): (url: string) => boolean {
  if (allowed_link_origins === "any") return () => true;
  const own = fileserver === undefined ? [fileserver_url ?? DEFAULT_FILESERVER_URL] : [];
  const known = [...allowed_link_origins, ...own]
    .filter((url) => URL.canParse(url))
    .map((url) => loopback(new URL(url).origin));
  return (url) => fileserver?.owns?.(url) || known.includes(loopback(new URL(url).origin));
}

/** The names of this machine count as one. */
function loopback(origin: string): string {
  return origin.replace(/^(https?:\/\/)(127\.0\.0\.1|\[::1\])(?=:|$)/, "$1localhost");
}

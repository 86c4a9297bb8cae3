import { redactUrl } from "@natsbridge/schema";

/** The address of a file server as people may see it: without user, password and signature. */
export function shownStore(address: string): string {
  if (!address.startsWith("s3:")) return redactUrl(address);
  const { host, pathname, searchParams } = URL.parse(address) ?? {};
  const endpoint = searchParams?.get("endpoint");
  return `s3://${host ?? "…"}${pathname ?? ""}${endpoint ? `?endpoint=${redactUrl(endpoint)}` : ""}`;
}

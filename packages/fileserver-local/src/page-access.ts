import type { IncomingMessage, ServerResponse } from "node:http";
import { allowOrigin } from "@natsbridge/fileserver/serve";
import { Refusal } from "./refusal.ts";

/** Who may ask, and what a page of another origin may do. */
export interface PageAccess {
  /** Pages of which origins may read and write: all, none, those; `"read"`: all may read and none write. */
  readonly cors: boolean | "read" | readonly string[];
  /** Host names besides those of the loopback, lower case. */
  readonly hosts: readonly string[];
  readonly isHostChecked: boolean;
}

/**
 * Refuses a request that names a host which is not this server: a page whose name was made to lead here
 * (DNS rebinding) would be of the same origin.
 *
 * @throws Refusal 403.
 */
export function assertHost(
  { headers }: IncomingMessage,
  { isHostChecked, hosts }: PageAccess,
): void {
  if (!isHostChecked) return;
  const host = URL.parse(`http://${headers.host ?? ""}`)?.hostname ?? "";
  if (isLoopback(host) || hosts.includes(host)) return;
  throw new Refusal(403, "this server is not asked under that name; see the setting hosts");
}

/** Says which page may read the answer, and refuses what a page may not do. @throws Refusal 403. */
export function admitPage(
  request: IncomingMessage,
  response: ServerResponse,
  access: PageAccess,
): void {
  const { origin } = request.headers;
  const { method } = request;
  if (access.cors === true || access.cors === "read") allowOrigin(response, "*");
  else {
    response.setHeader("Vary", "Origin");
    if (origin !== undefined && isListed(origin, request, access)) allowOrigin(response, origin);
  }
  const isReading = method === "GET" || method === "HEAD" || method === "OPTIONS";
  if (!isReading && !mayWrite(request, access)) {
    throw new Refusal(
      403,
      "pages of this origin may not write here; see the setting cors of the server, of natsbridge dev --cors",
    );
  }
}

/** What pages of its origin may do with a request. */
export function allowedMethods(request: IncomingMessage, access: PageAccess): string {
  return mayWrite(request, access) ? "GET, HEAD, POST, DELETE" : "GET, HEAD";
}

/** A browser names the origin of a page with every POST and DELETE; who names none is no page. */
function mayWrite(request: IncomingMessage, access: PageAccess): boolean {
  const { origin, "sec-fetch-site": site } = request.headers;
  if (access.cors === true) return true;
  if (origin !== undefined) return isListed(origin, request, access);
  return site === undefined || site === "same-origin" || site === "none";
}

/** The server's own pages count as listed, where the name it is asked under was checked. */
function isListed(origin: string, { headers }: IncomingMessage, access: PageAccess): boolean {
  if (Array.isArray(access.cors) && access.cors.includes(origin)) return true;
  return access.isHostChecked && URL.parse(origin)?.host === headers.host;
}

/** Names that always lead to this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\]|::1)$/i.test(host);
}

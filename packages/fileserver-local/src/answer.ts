import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Refusal } from "./refusal.ts";

/** Answers with text. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Content-Length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(response.req.method === "HEAD" ? undefined : text);
}

/** Answers with JSON, which Plik sends as text. */
export function sendJson(response: ServerResponse, value: unknown): void {
  sendText(response, 200, JSON.stringify(value));
}

/** Answers with an error. A failed read of a file leads a person's browser to the web page, as Plik does. */
export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
): void {
  const { status, message, headers } = refusal;
  if (!isRedirected(request, status)) {
    sendText(response, status, `${message}\n`, headers);
    return;
  }
  const location = `/#/?err=${message}&errcode=${status}&uri=${request.url ?? ""}`;
  const html = location.replaceAll("&", "&amp;");
  const body = `<a href="${escapeHtml(html)}">Moved Permanently</a>.\n\n`;
  response.writeHead(301, {
    "Content-Type": "text/html; charset=utf-8",
    Location: escapeHeader(location),
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** A page of another origin could not see the redirect, so it gets the plain error; command line clients too. */
function isRedirected(request: IncomingMessage, status: number): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (!isRead || request.url?.startsWith("/file/") !== true || status === 401) return false;
  const { origin, "user-agent": agent = "" } = request.headers;
  return origin === undefined && !/^(curl|wget)/i.test(agent);
}

function escapeHtml(text: string): string {
  return text.replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&#34;");
}

/** Header values hold printable ASCII only. */
function escapeHeader(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e
        ? `%${byte.toString(16).padStart(2, "0")}`
        : String.fromCharCode(byte),
    )
    .join("");
}

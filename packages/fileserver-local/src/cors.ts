import type { IncomingMessage, ServerResponse } from "node:http";

const EXPOSED = [
  "Accept-Ranges",
  "Content-Disposition",
  "Content-Length",
  "Content-Range",
  "ETag",
  "WWW-Authenticate",
];

/** Lets pages of any origin read the answer. No cookies are involved, so any origin may. */
export function allowOrigins(response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Expose-Headers", EXPOSED.join(", "));
}

/** Answers the question that a browser asks before a request that is not simple. */
export function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const wanted = request.headers["access-control-request-headers"];
  response.writeHead(204, {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, DELETE",
    ...(wanted === undefined ? {} : { "Access-Control-Allow-Headers": wanted }),
    ...(request.headers["access-control-request-private-network"] === "true"
      ? { "Access-Control-Allow-Private-Network": "true" }
      : {}),
    "Access-Control-Max-Age": "86400",
    Vary: "Access-Control-Request-Headers",
  });
  response.end();
}

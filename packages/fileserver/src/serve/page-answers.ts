import type { IncomingMessage, ServerResponse } from "node:http";

/** What readers of a file need to see of an answer. */
const EXPOSED = [
  "Accept-Ranges",
  "Content-Disposition",
  "Content-Length",
  "Content-Range",
  "ETag",
  "WWW-Authenticate",
].join(", ");

/** Lets pages of an origin, or of all with `*`, read the answer. */
export function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Expose-Headers", EXPOSED);
}

/**
 * Answers the question that a browser asks before a request that is not simple, or that leads into a private network.
 *
 * @param methods what pages may do here, such as `GET, HEAD`.
 */
export function answerPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  methods: string,
): void {
  const wanted = request.headers["access-control-request-headers"];
  response.writeHead(204, {
    "Access-Control-Allow-Methods": methods,
    ...(wanted === undefined ? {} : { "Access-Control-Allow-Headers": wanted }),
    ...(request.headers["access-control-request-private-network"] === "true"
      ? { "Access-Control-Allow-Private-Network": "true" }
      : {}),
    "Access-Control-Max-Age": "86400",
    Vary: "Origin, Access-Control-Request-Headers",
  });
  response.end();
}

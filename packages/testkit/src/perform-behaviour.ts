import type { IncomingMessage, ServerResponse } from "node:http";
import type {
  BrokenBodyBehaviour,
  DripBehaviour,
  EndlessBehaviour,
  FaultBehaviour,
  FileBehaviour,
} from "./fault-behaviour.ts";

/** Does with a request what the behaviour says. */
export function performBehaviour(
  behaviour: FaultBehaviour,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (behaviour.kind) {
    case "answer": {
      const answer = () =>
        response
          .writeHead(behaviour.status ?? 200, {
            "content-length": Buffer.byteLength(behaviour.body ?? ""),
            ...behaviour.headers,
          })
          .end(behaviour.body ?? "");
      if (behaviour.delay === undefined) answer();
      else afterDelay(behaviour.delay, response, answer);
      return;
    }
    case "file":
      serveFile(behaviour, request, response);
      return;
    case "broken-body":
      breakBody(behaviour, response);
      return;
    case "drip":
      drip(behaviour, response);
      return;
    case "endless":
      sendEndless(behaviour, response);
      return;
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "stall":
  }
}

function serveFile(file: FileBehaviour, request: IncomingMessage, response: ServerResponse): void {
  const { body, etag, cut } = file;
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
  const condition = request.headers["if-range"];
  const isPartial =
    etag !== undefined && range !== null && (condition === undefined || condition === etag);
  const start = isPartial ? Number(range[1]) : 0;
  const headers = etag === undefined ? {} : { etag, "accept-ranges": "bytes" };
  if (start >= body.length && start > 0) {
    response.writeHead(416, { "content-range": `bytes */${body.length}` }).end();
    return;
  }
  response.writeHead(isPartial ? 206 : 200, {
    ...headers,
    "content-length": body.length - start,
    ...(isPartial ? { "content-range": `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  });
  if (cut === undefined) response.end(body.subarray(start));
  else response.write(body.subarray(start, start + cut), () => response.socket?.destroySoon());
}

function breakBody(behaviour: BrokenBodyBehaviour, response: ServerResponse): void {
  const { body, announced, ending } = behaviour;
  response.writeHead(200, {
    ...(announced === null ? {} : { "content-length": announced ?? body.length }),
    ...behaviour.headers,
  });
  response.flushHeaders();
  response.write(body, () => {
    if (ending === "reset") response.socket?.resetAndDestroy();
    else if (ending === "close") response.socket?.destroySoon();
    else if (ending === "end") response.end();
  });
}

function drip(behaviour: DripBehaviour, response: ServerResponse): void {
  const { body, chunk, interval } = behaviour;
  response.writeHead(200, { "content-length": body.length });
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + chunk));
    sent += chunk;
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, interval);
  response.on("close", () => clearInterval(timer));
}

function sendEndless(behaviour: EndlessBehaviour, response: ServerResponse): void {
  const { announced } = behaviour;
  response.writeHead(200, announced === undefined ? {} : { "content-length": announced });
  const zeros = new Uint8Array(64 * 1024);
  const send = () => {
    while (!response.destroyed && response.write(zeros));
  };
  response.on("drain", send);
  send();
}

function afterDelay(delay: number, response: ServerResponse, action: () => void): void {
  const timer = setTimeout(action, delay);
  response.on("close", () => clearTimeout(timer));
}

import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** Bytes of the file that `/file/...` gives. */
export const HOSTILE_FILE_BYTES: number = 2 * 1024 * 1024;

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n";
const TRICKLE_EVERY = 5_000;
const FILE = new Uint8Array(HOSTILE_FILE_BYTES).fill(7);
const PAGES = { "access-control-allow-origin": "*" };

/** Sends bytes that no HTTP library would, and ends the connection unless it is `kept`. */
function raw(text: string, kept = false): (response: ServerResponse) => void {
  return ({ socket }) => {
    if (kept) socket?.write(text);
    else socket?.end(text);
  };
}

function encoded(
  encoding: string | string[],
  body: Uint8Array,
): (response: ServerResponse) => void {
  return (response) => {
    response.setHeader("content-encoding", encoding);
    response.writeHead(200, { ...PAGES, "content-length": body.length }).end(body);
  };
}

/** Keeps writing until nobody reads any more. */
function every(ms: number, write: (response: ServerResponse) => void) {
  return (response: ServerResponse) => {
    write(response);
    const timer = setInterval(() => write(response), ms);
    response.on("close", () => clearInterval(timer));
  };
}

/** What the server does, by the first word of the path. */
export const HOSTILE_ANSWERS: Readonly<Record<string, (response: ServerResponse) => void>> = {
  upgrade: raw(SWITCHING, true),
  "upgrade and end": raw(SWITCHING),
  wordless: raw(""),
  "half a head": raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"),
  garbage: raw("\u0000\u0001 no HTTP at all\r\n\r\n"),
  "long head": raw(`HTTP/1.1 200 OK\r\nA: ${"a".repeat(2_000_000)}\r\n\r\n`),
  short: raw(
    "HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 20\r\n\r\nten bytes.",
  ),
  trickle(response) {
    response.writeHead(200, { ...PAGES, "content-length": 1_000_000 });
    every(TRICKLE_EVERY, () => response.write("x"))(response);
  },
  endless(response) {
    response.writeHead(200, PAGES);
    every(10, () => response.write(FILE.subarray(0, 65_536)))(response);
  },
  "unknown encoding": encoded("zebra", FILE.subarray(0, 5)),
  "doubled encoding": encoded("gzip, gzip", gzipSync(gzipSync("hello"))),
  "encoding twice": encoded(["gzip", "br"], gzipSync("hello")),
  bomb: encoded("gzip", gzipSync(new Uint8Array(50_000_000))),
  small: (response) => response.writeHead(200, PAGES).end(FILE.subarray(0, 10_000)),
  file: (response) => response.writeHead(200, PAGES).end(FILE),
};

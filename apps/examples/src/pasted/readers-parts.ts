export interface ReadersPart {
  /** What the reader has before, such as a value or a stream. */
  readonly before?: string;
  /** A block that goes on where it ends. */
  readonly next?: string;
  /** What the reader does at the end. */
  readonly after?: string;
  /** All lines that it prints. Without it they are not looked at: tests print their times. */
  readonly prints?: readonly (string | RegExp)[];
  /** It listens until it is stopped, and is stopped after its last line. */
  readonly listens?: true;
}

const bytes = "const bytes = new Uint8Array(2_000_000);";
const stored = 'import { ensureStream, NATSBridge as Other } from "natsbridge";\n';
const orders = `${stored}await using other = await Other.connect();
await ensureStream(other.connection, { name: "ORDERS", subjects: ["orders.>"] });
`;
const link = (subject: string) => `
const [, , sent] = await bridge.smartsend("${subject}", [["film", new Uint8Array(2_000_000), "video"]]);
console.log(sent.payloads[0].transport);
await bridge.close();
`;
const nodeTest = 'import { test } from "node:test";\n';
const unread = {
  correlation_id: "c",
  msg_id: "m",
  payloads: [{ dataname: "a", payload_type: "text", transport: "x", data: "" }],
};

/** What each program of the documentation leaves to its reader, and what it prints then. */
export const readersParts: Readonly<Record<string, ReadersPart>> = {
  "README.md 1": {
    prints: [/^┌/, /index/, /^├/, /^│ 0/, /^│ 1/, /^│ 2/, /^└/, "message Look at this!"],
  },
  "CONTRIBUTING.md 1": {
    before: `${nodeTest}import { createHttpFileServer as createMyFileServer } from "@natsbridge/fileserver-http";
const url = process.env.DAV_URL;
`,
  },
  "apps/docs/pages/.vitepress/errors-index.md 1": { prints: [] },
  "apps/docs/pages/from/own-convention.md 1": { after: link("films"), prints: ["link"] },
  "apps/docs/pages/from/sqs-extended-client.md 1": {
    before: orders,
    prints: ["[ [ 'order', { id: 1 }, 'dictionary' ] ]"],
    listens: true,
  },
  "apps/docs/pages/stores.md 1": { prints: [] },
  "apps/docs/pages/stores.md 2": { after: "await bridge.close();", prints: [] },
  "packages/codecs/README.md 1": {
    prints: [/^[0-9a-f]{64}$/, "{ step_size: 0.01, big: 9223372036854775808n }"],
  },
  "packages/codecs/README.md 2": {
    prints: [
      "[",
      /^ {2}\{ id: 1, name: 'Ada', seen: \S+Z, tags: null \},$/,
      "  { id: 2, name: null, seen: null, tags: [ 'new' ] }",
      "]",
    ],
  },
  "packages/core/README.md 1": { prints: ["message HELLO!"] },
  "packages/core/README.md 2": { before: orders, prints: [] },
  "packages/core/README.md 3": {
    before:
      'await (await import("node:fs/promises")).writeFile("film.mp4", new Uint8Array(2_000_000));',
    prints: ["film 2000000 bytes"],
    listens: true,
  },
  "packages/fileserver/README.md 1": {
    before: `${nodeTest}const base = process.env.DAV_URL;
const put = (url: string, body: BodyInit) => fetch(url, { method: "PUT", body });
const erase = (url: string) => fetch(url, { method: "DELETE" });
`,
    next: "packages/fileserver/README.md 2",
  },
  "packages/fileserver-http/README.md 1": { before: bytes, prints: [] },
  "packages/fileserver-local/README.md 1": { prints: [/^http:\/\/127\.0\.0\.1:\d+$/] },
  "packages/fileserver-objectstore/README.md 1": {
    after: `${link("films")}await gateway.close();\nawait connection.close();`,
    prints: ["link"],
  },
  "packages/fileserver-objectstore/README.md 2": {
    before: `import { createObjectStoreFileServer as other } from "@natsbridge/fileserver-objectstore";
import { connect as open } from "@natsbridge/transport";
const opened = await open({ servers: process.env.NATS_URL });
await other({ connection: opened, gateway_url: "http://files.example.org" }).upload("a", new Uint8Array(10));
await opened.close();
`,
    prints: ["0 objects removed, 1 left"],
  },
  "packages/fileserver-plik/README.md 1": { before: bytes, prints: [] },
  "packages/fileserver-s3/README.md 1": { before: bytes, prints: [] },
  "packages/fileserver-s3/README.md 2": { prints: [] },
  "packages/fileserver-s3/README.md 3": { prints: ["0 objects removed, 0 left"] },
  "packages/nats-server/README.md 1": {
    prints: [/^nats:\/\/127\.0\.0\.1:\d+ ws:\/\/127\.0\.0\.1:\d+$/],
  },
  "packages/nats-server/README.md 2": { prints: [] },
  "packages/natsbridge/README.md 1": { prints: ["[ [ 'message', 'Hello!', 'text' ] ]"] },
  "packages/natsbridge/README.md 2": { prints: ["message Hello! text"] },
  "packages/natsbridge/README.md 3": {
    prints: [
      "people [ { id: 1, name: 'Ada' } ]",
      "[ 'people', [ { id: 1, name: 'Ada' } ], 'arrowtable' ]",
    ],
  },
  "packages/schema/README.md 1": {
    before: `const body = ${JSON.stringify(JSON.stringify(unread))};`,
    prints: [
      "[",
      "  {",
      "    path: 'payloads[0].transport',",
      `    message: 'expected "direct" or "link", got "x"'`,
      "  }",
      "]",
    ],
  },
  "packages/transport/README.md 1": {
    prints: ["{ stream: 'ORDERS', seq: 1, duplicate: false }", "1 <Buffer 6f 72 64 65 72>"],
    listens: true,
  },
};

import { readFile } from "node:fs/promises";
import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { ERROR_CODES, type NatsBridgeErrorCode } from "@natsbridge/schema";
import { type FaultServer, faultServer, rejectedError } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NATSBridge } from "./bridge/nats-bridge.ts";
import { ensureStream } from "./index.ts";
import { smartreceive } from "./smartreceive.ts";
import { smartsend } from "./smartsend.ts";

let nats: NatsServer;
let bridge: NATSBridge;
let files: FaultServer;
const FILES: Readonly<Record<string, { readonly status: number; readonly body?: string }>> = {
  "/file/u/gone/f": { status: 404 },
  "/file/u/refused/f": { status: 401 },
  "/file/u/busy/f": { status: 503 },
  "/file/u/other/f": { status: 200, body: "other bytes" },
};
beforeAll(async () => {
  nats = await startNatsServer({
    jetstream: true,
    config: `accounts { A { jetstream: enabled, users: [
      { user: all, password: x }
      { user: few, password: x, permissions: { publish: { deny: "secret.>" } } }
    ] } }`,
  });
  files = await faultServer(({ path }) => ({
    kind: "answer",
    ...(FILES[path] ?? { status: 500 }),
  }));
  bridge = await NATSBridge.connect({
    broker_url: url("few"),
    fileserver_url: files.url,
    max_retries: 2,
    base_delay: 1,
  });
  await ensureStream(bridge.connection, { name: "S", subjects: ["s.1"] });
});
afterAll(async () => {
  await bridge?.close();
  await files?.close();
  await nats?.stop();
});

const url = (user: string) => nats.url.replace("//", `//${user}:x@`);
const TEXT = [["note", "hello", "text"]] as const;
const BIG = [["film", new Uint8Array(1_200_000), "video"]] as const;

/** A message with one payload. */
const message = (payload: object) =>
  JSON.stringify({
    ...{ correlation_id: "c", msg_id: "m" },
    payloads: [{ dataname: "film", payload_type: "text", transport: "direct", ...payload }],
  });
const base64 = (text: string) => Buffer.from(text).toString("base64");
const link = (name: string, payload: object = {}, options: object = {}) =>
  bridge.smartreceive(
    message({ transport: "link", data: `${files.url}/file/u/${name}/f`, ...payload }),
    options,
  );

const sha256 = "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4";
const zeros = "0".repeat(64);

/** How each error comes about, and what it says then: what, why now, and the way out. */
const ROWS: Readonly<
  Record<NatsBridgeErrorCode, readonly [provoke: () => Promise<unknown>, says: string]>
> = {
  invalid_envelope: [
    () => smartreceive('{"msg_id":"m"}'),
    "Not a msg_envelope_v1: correlation_id is missing; payloads is missing",
  ],
  unsupported_type: [
    () => smartreceive(message({ payload_type: "picture", data: "" })),
    'Payload 0 "film": unknown payload_type "picture", expected one of text, dictionary, arrowtable, jsontable, image, audio, video, binary. Have one of these sent, or read with a newer version',
  ],
  checksum_mismatch: [
    () => smartreceive(message({ data: base64("hi"), metadata: { checksum: zeros } })),
    `Payload 0 "film": expected SHA-256 ${zeros} (metadata.checksum), got ${sha256}; the payload was damaged or replaced on its way. Have it sent again`,
  ],
  decode_error: [
    () => smartreceive(message({ payload_type: "dictionary", data: base64("{") })),
    'Payload 0 "film": no JSON: expected a key in double quotes, the text ends at position 1. The sender wrote other bytes than payload_type says: have that mended, or read them with lazy and bytes()',
  ],
  link_forbidden: [
    () => bridge.smartreceive(message({ transport: "link", data: "https://other.example.org/x" })),
    'Payload 0 "film": https://other.example.org (link d67452a0) refused: origin https://other.example.org is not allowed (allowed: FILES). To allow it, add it to allowed_link_origins or NATSBRIDGE_ALLOWED_LINK_ORIGINS',
  ],
  link_gone: [
    () => link("gone"),
    'Payload 0 "film": FILES (link HASH) answered 404. It was removed, has expired, or could be read once only: have it sent again, with a longer time to live',
  ],
  link_unreachable: [
    () => link("busy"),
    'Payload 0 "film": FILES (link HASH) failed after 2 attempts: FILES (link HASH) answered 503. See that the file server runs and can be reached, and try again',
  ],
  link_too_large: [
    () => link("other", {}, { max_download_bytes: 5 }),
    'Payload 0 "film": FILES (link HASH) has at least 11 bytes, the limit is 5 (max_download_bytes). Raise that limit, or read the payload as a stream with lazy',
  ],
  link_refused: [
    () => link("refused"),
    'Payload 0 "film": FILES (link HASH) answered 401. If the file server wants credentials, give its store in fileservers',
  ],
  invalid_payload: [
    () => bridge.smartsend("s", [["n", { a: Number.NaN }, "dictionary"]]),
    'Payload 0 "n": JSON cannot hold a: it is NaN. Nothing was sent: mend the value, or send it as another type',
  ],
  invalid_subject: [
    () => bridge.smartsend("a..b", TEXT),
    'subject "a..b" has an empty token: a dot at either end, or two in a row. Expected tokens separated by dots, as in "analysis.results"',
  ],
  payload_too_large: [
    () => bridge.smartsend("s", TEXT, { metadata: { note: "x".repeat(2_000_000) } }),
    "The message needs 2,002,683 bytes even with every payload as a link, but max_payload is 1,048,576. Send fewer payloads in one message, shorten names and metadata, or raise max_payload on the server.",
  ],
  upload_failed: [
    () => bridge.smartsend("s", BIG),
    'Payload 0 "film": POST FILES/upload answered 500. This is the file server, which is in trouble; it is needed because the payload travels as a link (1,200,000 bytes >= size_threshold 1,000,000). Look at its log, and send again when it is well',
  ],
  publish_failed: [
    () => bridge.smartsend("s.1", TEXT, { jetstream: { expected_last_seq: 7 } }),
    'Publishing to "s.1" failed: JetStream answered "wrong last sequence: 0" (10071), since another message came first: read what is there now, and expect that; nothing was sent',
  ],
  connection_failed: [
    () => NATSBridge.connect({ broker_url: "nats://127.0.0.1:1" }),
    "No connection to NATS at nats://127.0.0.1:1 (CONNECTION_REFUSED: connect ECONNREFUSED 127.0.0.1:1). Check that the server runs, that host and port are right, and that no firewall is between; where the server verifies clients, connection_options.tls needs cert and key",
  ],
  permission_denied: [
    () => bridge.smartsend("secret.x", TEXT),
    'The server does not allow this user to publish to "secret.x". Ask for the publish permission on it, or use other credentials',
  ],
  timeout: [
    async () => {
      const idle = bridge.subscribe("idle");
      await idle.ready;
      try {
        await bridge.request("idle", TEXT, { timeout: 50 });
      } finally {
        idle.unsubscribe();
      }
    },
    'Publishing to "idle" got no answer within 50 ms; whether it arrived is unknown. Give it more time (timeout), or see why nobody answers in this one',
  ],
  no_responders: [
    () => bridge.request("nobody", TEXT),
    'Nobody is subscribed to "nobody", so the request has no answer. Start the service that answers it, or check the subject',
  ],
  rejected: [
    async () => {
      const refuse = () => {
        throw new Error("out of stock");
      };
      const service = bridge.serve("no", refuse, {
        expose_errors: true,
        on_poison: () => undefined,
      });
      await service.ready;
      try {
        await bridge.request("no", TEXT);
      } finally {
        await service.stop();
      }
    },
    'The request on "no" was rejected by NATSBridge: "out of stock" (handler_failed)',
  ],
  invalid_config: [
    async () => smartsend("s", TEXT, { url: "nats://h" } as object),
    'smartsend options: unknown option "url"; did you mean broker_url?',
  ],
  aborted: [
    () => bridge.smartsend("s", TEXT, { signal: AbortSignal.abort("enough") }),
    "The send was aborted by its caller",
  ],
  unsupported: [
    async () => createHttpFileServer({ url: files.url }).remove?.({ url: `${files.url}/a/b` }),
    "FILES (link HASH) is not a file of this store in FILES",
  ],
};

test.each(ERROR_CODES)("%s says what, why now, and the way out", async (code) => {
  const [provoke, says] = ROWS[code];
  const error = await rejectedError(provoke());
  expect(error.code).toBe(code);
  const said = error.message.replaceAll(files.url, "FILES");
  expect(said.replace(/FILES \(link [0-9a-f]{8}\)/g, "FILES (link HASH)")).toBe(says);
});

test("the table of the README has each code once, in this order", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const table = readme.slice(readme.indexOf("### Errors"), readme.indexOf("### Traces"));
  const codes = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  expect(codes).toEqual([...ERROR_CODES]);
});

import { inspect } from "node:util";
import { smartreceive, smartsend } from "@natsbridge/core";
import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { createS3FileServer } from "@natsbridge/fileserver-s3";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "nats";
import {
  agentFetch,
  createCertificates,
  rejectedError,
  startConnectProxy,
  startHttpsGate,
  startRcloneS3,
  startRcloneWebdav,
} from "testkit";
import { expect, test } from "vitest";

const SUBJECT = "secrets";
const SECRETS = [
  "s3cret",
  "passw0rd",
  "testsecretkey",
  btoa("plik:plik-passw0rd"),
  btoa("proxy:proxy-passw0rd"),
];
const BYTES = Uint8Array.from({ length: 300_000 }, (_, index) => index * 31);
const headers = { "x-gate": "gate-s3cret" };

const STORES = [
  {
    name: "Plik",
    async start() {
      const { port, close } = await createLocalFileServer();
      const reader = { token: "plik-s3cret", login: "plik", password: "plik-passw0rd" };
      return {
        port,
        close,
        create: (url: string, fetch: typeof globalThis.fetch) =>
          createPlikFileServer({ url, fetch, headers, ...reader }),
      };
    },
  },
  {
    name: "WebDAV",
    async start() {
      const { port, close } = await startRcloneWebdav();
      return {
        port,
        close,
        create: (url: string, fetch: typeof globalThis.fetch) =>
          createHttpFileServer({ url, fetch, headers }),
      };
    },
  },
  {
    name: "S3",
    async start() {
      const { port, close, bucket, access_key_id, secret_access_key } = await startRcloneS3();
      const account = { bucket, access_key_id, secret_access_key };
      return {
        port,
        close,
        create: (endpoint: string, fetch: typeof globalThis.fetch) =>
          createS3FileServer({ endpoint, fetch, headers, ...account, max_retries: 1 }),
      };
    },
  },
];

test.each(STORES)(
  "neither messages nor logs nor errors tell what $name and its proxy are opened with",
  async ({ start }) => {
    const store = await start();
    await using certificates = await createCertificates();
    await using gate = await startHttpsGate({
      certificates,
      port: store.port,
      secret: ["x-gate", "gate-s3cret"],
    });
    await using proxy = await startConnectProxy({ user: "proxy", password: "proxy-passw0rd" });
    await using nats = await startNatsServer();
    const connection = await connect({ servers: nats.url });
    const subscription = connection.subscribe(SUBJECT, { max: 1 });
    const ca = await certificates.read("ca.pem");
    const through = (password: string) =>
      agentFetch({ ca, proxy: proxy.url.replace("//", `//proxy:${password}@`) });
    await using proxied = through("proxy-passw0rd");
    await using refused = through("other-passw0rd");

    const said: unknown[] = [];
    const log = (...line: unknown[]) => void said.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    const send = { nats_connection: connection, size_threshold: 1, logger };
    const fileserver = store.create(gate.url, proxied.fetch);
    try {
      said.push(await smartsend(SUBJECT, [["file", BYTES, "binary"]], { ...send, fileserver }));
      const { value: message } = await subscription[Symbol.asyncIterator]().next();
      expect(message.data.length).toBeLessThan(3_000);
      said.push(message.string(), [...(message.headers ?? [])]);

      const read = { fileservers: [fileserver], logger, max_retries: 2, base_delay: 1 };
      const { payloads } = await smartreceive(message, read);
      expect(Buffer.compare(payloads[0]?.[1] as Uint8Array, BYTES)).toBe(0);
      expect(proxy.tunnels.length).toBe(gate.connections);

      const shut = store.create(gate.url, refused.fetch);
      const errors = [
        await rejectedError(
          smartsend(SUBJECT, [["file", BYTES, "binary"]], { ...send, fileserver: shut }),
        ),
        await rejectedError(smartreceive(message, { ...read, fileservers: [shut] })),
        await rejectedError(
          smartreceive(message, { logger, allowed_link_origins: [gate.url], max_retries: 1 }),
        ),
      ];
      for (const { code } of errors) expect(code).toBe("invalid_config");
      said.push(errors);
      expect(said.length).toBeGreaterThan(10);
      const all = inspect(said, { depth: 20, maxStringLength: null });
      for (const secret of SECRETS) expect(all).not.toContain(secret);
    } finally {
      await connection.close();
      await store.close();
    }
  },
);

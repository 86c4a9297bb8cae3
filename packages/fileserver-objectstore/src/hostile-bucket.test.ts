import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { askJetStream, connect, type NatsConnection } from "@natsbridge/transport";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createObjectStoreFileServer } from "./object-store-file-server.ts";
import { createObjectStoreGateway } from "./object-store-gateway.ts";

let server: NatsServer;
let connection: NatsConnection;
beforeAll(async () => {
  server = await startNatsServer({ jetstream: true });
  connection = await connect({ servers: server.url });
});
afterAll(async () => {
  await connection?.close();
  await server?.stop();
});

const bytes = Uint8Array.from({ length: 1_000_000 }, (_, at) => at % 251);
const read = async (body: ReadableStream<Uint8Array>) =>
  new Uint8Array(await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).bytes());

test("a bucket without allow_direct is read the other way, and the connection goes on hearing", async () => {
  await askJetStream(connection, "STREAM.CREATE.OBJ_plain", {
    name: "OBJ_plain",
    subjects: ["$O.plain.C.>", "$O.plain.M.>"],
    allow_rollup_hdrs: true,
    allow_direct: false,
  });
  const gateway = await createObjectStoreGateway({ connection, bucket: "plain" });
  try {
    const store = createObjectStoreFileServer({
      connection,
      bucket: "plain",
      gateway_url: gateway.url,
    });
    const { url } = await store.upload("a", bytes);
    const { body, size } = await store.download(url);
    expect(size).toBe(bytes.length);
    expect(await read(body)).toEqual(bytes);
    const later = await store.download(url, { offset: 700_000 });
    expect(await read(later.body)).toEqual(bytes.subarray(700_000));
    const part = await fetch(url, { headers: { range: "bytes=500000-500009" } });
    expect(await part.bytes()).toEqual(bytes.slice(500_000, 500_010));
    await connection.flush();
    const answer = await askJetStream<{ readonly config: object }>(
      connection,
      "STREAM.INFO.OBJ_plain",
    );
    expect(answer.config).toMatchObject({ allow_direct: false });
  } finally {
    await gateway.close();
  }
});

test("a range pulls from NATS what is asked, and at most one chunk more", async () => {
  const own = await connect({ servers: server.url });
  const bytesRead = () => (own as unknown as { stats(): { inBytes: number } }).stats().inBytes;
  const gateway = await createObjectStoreGateway({ connection: own, bucket: "big" });
  try {
    const store = createObjectStoreFileServer({
      connection,
      bucket: "big",
      gateway_url: gateway.url,
    });
    const big = Uint8Array.from({ length: 8_000_000 }, (_, at) => at % 251);
    const { url } = await store.upload("a", big);
    const chunk = 128 * 1024;
    for (const [start, end] of [
      [0, 0],
      [0, 9],
      [4_000_000, 4_000_000],
      [chunk - 1, chunk],
      [7_999_999, 7_999_999],
      [1_000_000, 2_999_999],
    ] as const) {
      const before = bytesRead();
      const part = await fetch(url, { headers: { range: `bytes=${start}-${end}` } });
      expect(await part.bytes()).toEqual(big.slice(start, end + 1));
      const chunks = Math.floor(end / chunk) - Math.floor(start / chunk) + 1;
      // A little for the answers around them.
      expect(bytesRead() - before).toBeLessThan((chunks + 1) * chunk + 10_000);
    }
  } finally {
    await gateway.close();
    await own.close();
  }
});

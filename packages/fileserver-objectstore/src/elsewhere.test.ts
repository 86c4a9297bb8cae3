import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadBytes } from "@natsbridge/fileserver";
import { startNatsServer } from "@natsbridge/nats-server";
import { askJetStream, connect } from "@natsbridge/transport";
import { rejectedError } from "testkit";
import { startEdge, startImporting } from "testkit/nats-sites";
import { expect, test } from "vitest";
import { createObjectStoreFileServer } from "./object-store-file-server.ts";
import { createObjectStoreGateway } from "./object-store-gateway.ts";

const BYTES = Uint8Array.from({ length: 1_000_003 }, (_, index) => (index * 31) >>> 8);

test.each([
  ["of another domain, over a leaf node", startEdge],
  ["of another account, imported", startImporting],
])("an object store %s", async (_name, start) => {
  const directory = await mkdtemp(join(tmpdir(), "natsbridge-elsewhere-"));
  const { servers, url, place } = await start(startNatsServer, directory);
  const connection = await connect({ servers: url });
  try {
    // The leaf node is tied to its hub a moment after both are up.
    await expect
      .poll(
        () =>
          askJetStream(connection, "INFO", undefined, place).then(
            () => "there",
            () => "",
          ),
        {
          timeout: 60_000,
        },
      )
      .toBe("there");
    await using gateway = await createObjectStoreGateway({ connection, ...place });
    const store = createObjectStoreFileServer({ connection, gateway_url: gateway.url, ...place });
    const stored = await store.upload("a", BYTES);
    const read = await downloadBytes((from, signal) =>
      store.download(stored.url, { ...from, signal }),
    );
    expect(Buffer.compare(read, BYTES)).toBe(0);
    const plain = await (await fetch(stored.url)).arrayBuffer();
    expect(Buffer.compare(Buffer.from(plain), BYTES)).toBe(0);
    expect((await store.sweep({ older_than: 60 })).left).toBe(1);
    await store.remove?.(stored);
    expect((await rejectedError(store.download(stored.url))).code).toBe("link_gone");
    const { state } = await askJetStream<{ readonly state: { readonly messages: number } }>(
      connection,
      "STREAM.INFO.OBJ_natsbridge",
      undefined,
      place,
    );
    expect(state.messages).toBe(0);
  } finally {
    await connection.close();
    for (const server of servers) await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
});

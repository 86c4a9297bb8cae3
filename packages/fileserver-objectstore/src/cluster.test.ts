import { downloadBytes } from "@natsbridge/fileserver";
import { startNatsCluster } from "@natsbridge/nats-server";
import { askJetStream, connect } from "@natsbridge/transport";
import { expect, test } from "vitest";
import { createObjectStoreFileServer } from "./object-store-file-server.ts";
import { createObjectStoreGateway } from "./object-store-gateway.ts";

const BIG = Uint8Array.from({ length: 5_000_011 }, (_, index) => (index * 31) >>> 8);

test("three copies in a cluster outlive the server that leads", { timeout: 120_000 }, async () => {
  await using cluster = await startNatsCluster({ jetstream: true });
  const connection = await connect({ servers: cluster.urls });
  const gateway = await createObjectStoreGateway({ connection, bucket: "copies" });
  try {
    const store = createObjectStoreFileServer({
      connection,
      gateway_url: gateway.url,
      bucket: "copies",
      replicas: 3,
    });
    const before = await store.upload("before", BIG);
    const read = (url: string) =>
      downloadBytes((from, signal) => store.download(url, { ...from, signal }));
    // Whichever copy answers, also one that is a little behind.
    for (let round = 0; round < 5; round += 1) {
      const { url } = await store.upload("round", BIG.subarray(round));
      expect(Buffer.compare(await read(url), BIG.subarray(round))).toBe(0);
    }
    const { config, cluster: placement } = await askJetStream<{
      readonly config: { readonly num_replicas: number };
      readonly cluster: { readonly leader: string };
    }>(connection, "STREAM.INFO.OBJ_copies");
    expect(config.num_replicas).toBe(3);
    const names = await Promise.all(
      cluster.servers.map(async ({ monitoringUrl }) => {
        const answer = await fetch(`${monitoringUrl}/varz`);
        return ((await answer.json()) as { readonly server_name: string }).server_name;
      }),
    );
    await cluster.servers[names.indexOf(placement.leader)]?.kill();

    expect(Buffer.compare(await read(before.url), BIG)).toBe(0);
    const after = await store.upload("after", BIG);
    expect(Buffer.compare(await read(after.url), BIG)).toBe(0);
    expect(Buffer.from(await (await fetch(after.url)).arrayBuffer()).equals(BIG)).toBe(true);
  } finally {
    await gateway.close();
    await connection.close();
  }
});

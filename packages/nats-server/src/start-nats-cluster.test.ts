import { connect } from "nats";
import { expect, test } from "vitest";
import { startNatsCluster } from "./start-nats-cluster.ts";

test("a cluster of three keeps a replicated stream when one server is killed", async () => {
  await using cluster = await startNatsCluster({ size: 3, jetstream: true });
  expect(cluster.urls).toHaveLength(3);
  const [first, ...others] = cluster.servers;
  const connection = await connect({ servers: others.map((server) => server.url) });
  const manager = await connection.jetstreamManager();
  await manager.streams.add({ name: "R3", subjects: ["r3"], num_replicas: 3 });
  expect((await connection.jetstream().publish("r3", "one")).seq).toBe(1);
  await first?.kill();
  const publish = () => connection.jetstream().publish("r3", "two", { msgID: "two" });
  await expect
    .poll(
      () =>
        publish().then(
          (ack) => ack.seq,
          () => 0,
        ),
      { timeout: 15_000 },
    )
    .toBe(2);
  await first?.restart();
  await connection.close();
});

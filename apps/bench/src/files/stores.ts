import { downloadBytes, type FileServer } from "@natsbridge/fileserver";
import {
  createObjectStoreFileServer,
  createObjectStoreGateway,
} from "@natsbridge/fileserver-objectstore";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "@natsbridge/transport";
import type { Benchmark } from "../benchmark.ts";

/** The same payload through the object store of NATS and through the embedded server that answers as Plik does. */
export async function compareStores(
  server: string,
  bytes: Uint8Array,
): Promise<{ readonly benchmarks: readonly Benchmark[]; close(): Promise<void> }> {
  const nats = await startNatsServer({ jetstream: true });
  const connection = await connect({ servers: nats.url });
  const gateway = await createObjectStoreGateway({ connection });
  const stores: readonly (readonly [string, FileServer])[] = [
    ["object store", createObjectStoreFileServer({ connection, gateway_url: gateway.url })],
    ["plik client and embedded server", createPlikFileServer({ url: server })],
  ];
  const size = `${bytes.length / 2 ** 20} MiB`;
  const stored = await Promise.all(stores.map(([, store]) => store.upload("payload", bytes)));
  return {
    benchmarks: [
      {
        name: `upload of ${size} to a store`,
        unit: "ms",
        contenders: stores.map(([name, store]) => ({
          name,
          run: async () => {
            const start = performance.now();
            const file = await store.upload("payload", bytes);
            const duration = performance.now() - start;
            await store.remove?.(file);
            return duration;
          },
        })),
        bars: [],
      },
      {
        name: `download of ${size} from a store`,
        unit: "ms",
        contenders: stores.map(([name, store], index) => ({
          name,
          run: async () => {
            const url = stored[index]?.url ?? "";
            const limits = { size: bytes.length, max_bytes: bytes.length };
            await downloadBytes((from, signal) => store.download(url, { ...from, signal }), limits);
            return undefined;
          },
        })),
        bars: [],
      },
    ],
    async close() {
      await gateway.close();
      await connection.close();
      await nats.stop();
    },
  };
}

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Suite } from "../benchmark.ts";
import { costPerMebibyte, memoryGrowth } from "./growth.ts";
import { startFileServers } from "./start-file-servers.ts";
import { compareStores } from "./stores.ts";
import { downloads, type Payload, uploads } from "./transfers.ts";

const SIZE = 256 * 2 ** 20;

/** Payloads that go through a file server. */
export const files: Suite = {
  name: "files",
  async prepare() {
    const directory = await mkdtemp(join(tmpdir(), "natsbridge-bench-"));
    const path = join(directory, "payload");
    const bytes = new Uint8Array(SIZE);
    for (let index = 0; index < SIZE; index += 64) bytes[index] = index >>> 6;
    await writeFile(path, bytes);
    const payload: Payload = { bytes, path };
    const servers = await startFileServers();
    const stores = await compareStores(servers.local, bytes.subarray(0, SIZE / 4));
    return {
      benchmarks: [
        ...uploads(servers, payload),
        ...(await downloads(servers, payload)),
        ...memoryGrowth(servers.local),
        costPerMebibyte(servers.local),
        ...stores.benchmarks,
      ],
      async close() {
        await stores.close();
        await servers.close();
        await rm(directory, { recursive: true });
      },
    };
  },
};

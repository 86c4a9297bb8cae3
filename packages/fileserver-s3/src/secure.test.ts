import { chosenStores, secureStoreCases, startRcloneS3, startVersityGateway } from "testkit";
import { afterAll, describe, test } from "vitest";
import { createS3FileServer } from "./s3-file-server.ts";

// Building the second takes two minutes and Go, so it runs where all stores are asked for.
const SERVERS = chosenStores(
  [["rclone's S3 service", startRcloneS3]],
  [["Versity's S3 gateway", startVersityGateway]],
);

describe.each(SERVERS)("%s behind HTTPS, a gate and a proxy", async (_name, start) => {
  const { port, bucket, access_key_id, secret_access_key, close } = await start();
  afterAll(() => close());
  const cases = secureStoreCases({
    port,
    settings: (endpoint) => ({
      endpoint,
      bucket,
      access_key_id,
      secret_access_key,
      part_size: 5 * 1024 * 1024,
      headers: { "x-gate": "gate-s3cret" },
    }),
    create: createS3FileServer,
    exported: { module: new URL("./index.ts", import.meta.url).href, name: "createS3FileServer" },
    secret: ["x-gate", "gate-s3cret"],
    secrets: [secret_access_key],
  });
  for (const { name, run } of cases) test(name, run);
});

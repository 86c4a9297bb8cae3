import { fileServerConformance } from "@natsbridge/fileserver/conformance";
import { chosenStores, startRcloneS3, startVersityGateway } from "testkit";
import { afterAll, describe, test } from "vitest";
import { createS3FileServer } from "./s3-file-server.ts";

// Building the second takes two minutes and Go, so it runs where all stores are asked for.
const SERVERS = chosenStores(
  [["rclone's S3 service", startRcloneS3]],
  [["Versity's S3 gateway", startVersityGateway]],
);

describe.each(SERVERS)("on %s", async (_name, start) => {
  const server = await start();
  afterAll(() => server.close());
  const { url: endpoint, bucket, access_key_id, secret_access_key } = server;
  const cases = await fileServerConformance(() =>
    createS3FileServer({ endpoint, bucket, access_key_id, secret_access_key }),
  );
  for (const { name, run } of cases) test(name, run);
});

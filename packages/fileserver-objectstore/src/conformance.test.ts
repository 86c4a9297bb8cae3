import { fileServerConformance } from "@natsbridge/fileserver/conformance";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "@natsbridge/transport";
import { afterAll, describe, test } from "vitest";
import { createObjectStoreFileServer } from "./object-store-file-server.ts";
import { createObjectStoreGateway } from "./object-store-gateway.ts";

const server = await startNatsServer({ jetstream: true });
const connection = await connect({ servers: server.url });
const gateway = await createObjectStoreGateway({ connection });
afterAll(async () => {
  await gateway.close();
  await connection.close();
  await server.stop();
});

describe("on a real nats-server", async () => {
  const cases = await fileServerConformance(() =>
    createObjectStoreFileServer({ connection, gateway_url: gateway.url }),
  );
  for (const { name, run } of cases) test(name, run);
});

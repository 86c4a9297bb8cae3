import { inspect } from "node:util";
import { downloadBytes } from "@natsbridge/fileserver";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "@natsbridge/transport";
import { createCertificates, rejectedError } from "testkit";
import { expect, test } from "vitest";
import { createObjectStoreFileServer } from "./object-store-file-server.ts";
import { createObjectStoreGateway } from "./object-store-gateway.ts";

const BYTES = Uint8Array.from({ length: 700_001 }, (_, index) => (index * 31) >>> 8);

test("works over TLS with a private authority and credentials, which nothing tells", async () => {
  await using certificates = await createCertificates();
  const { directory } = certificates;
  await using server = await startNatsServer({
    jetstream: true,
    config: `tls { cert_file: "${directory}/server.pem", key_file: "${directory}/server.key" }
authorization { user: "me", password: "nats-passw0rd" }`,
  });
  const user = { user: "me", pass: "nats-passw0rd" };
  const untrusting = await rejectedError(
    connect({ servers: server.url, reconnect: false, connection_options: user }),
  );
  expect(untrusting).toMatchObject({ code: "connection_failed" });
  expect(untrusting.message).toContain("ca for a private authority");

  const tls = { ca: await certificates.read("ca.pem") };
  const connection = await connect({ servers: server.url, connection_options: { ...user, tls } });
  try {
    const gateway = await createObjectStoreGateway({ connection });
    const store = createObjectStoreFileServer({ connection, gateway_url: gateway.url });
    const stored = await store.upload("x", BYTES);
    const read = () =>
      downloadBytes((start, signal) => store.download(stored.url, { ...start, signal }));
    expect(Buffer.compare(await read(), BYTES)).toBe(0);
    const answer = await fetch(stored.url);
    expect(Buffer.compare(new Uint8Array(await answer.arrayBuffer()), BYTES)).toBe(0);
    await store.remove?.(stored);
    const gone = await rejectedError(store.download(stored.url));
    expect(gone.code).toBe("link_gone");
    await gateway.close();
    await connection.close();
    const closed = await rejectedError(store.upload("x", BYTES));
    expect(inspect([untrusting, stored, gone, closed], { depth: 20 })).not.toContain("passw0rd");
  } finally {
    await connection.close();
  }
});

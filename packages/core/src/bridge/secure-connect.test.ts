import { startNatsServer } from "@natsbridge/nats-server";
import { createCertificates, rejectedError } from "testkit";
import { expect, test } from "vitest";
import { smartsend } from "../smartsend.ts";
import { NATSBridge } from "./nats-bridge.ts";

test("a bridge over mutual TLS with a token, and a send of its own connection", async () => {
  await using certificates = await createCertificates();
  const { directory } = certificates;
  await using server = await startNatsServer({
    config: `authorization { token: "s3cret" }
      tls { cert_file: "${directory}/server.pem", key_file: "${directory}/server.key", ca_file: "${directory}/ca.pem", verify: true }`,
  });
  const tls = {
    ca: await certificates.read("ca.pem"),
    cert: await certificates.read("client.pem"),
    key: await certificates.read("client.key"),
  };
  const broker_url = server.url.replace("nats:", "tls:");
  const secure = { broker_url, connection_options: { tls, token: "s3cret" } };

  await using bridge = await NATSBridge.connect(secure);
  const subscription = bridge.subscribe("secure");
  await subscription.ready;
  const texts = (async () => {
    const received: unknown[] = [];
    for await (const { payloads } of subscription) {
      received.push(payloads[0]?.[1]);
      if (received.length === 2) break;
    }
    return received;
  })();
  const [, json] = await bridge.smartsend("secure", [["text", "by the bridge", "text"]]);
  await smartsend("secure", [["text", "by itself", "text"]], secure);
  expect(await texts).toEqual(["by the bridge", "by itself"]);
  expect(json).not.toContain("s3cret");

  const { ca, ...client } = tls;
  const refused = { connect_timeout: 2_000, broker_url };
  for (const [code, connection_options] of [
    ["connection_failed", { tls: { ca }, token: "s3cret" }],
    ["connection_failed", { tls: client, token: "s3cret" }],
    ["permission_denied", { tls, token: "wr0ng" }],
  ] as const) {
    const error = await rejectedError(NATSBridge.connect({ ...refused, connection_options }));
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/s3cret|wr0ng/);
  }
});

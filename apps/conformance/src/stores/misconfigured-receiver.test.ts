import { ensureStream, NATSBridge } from "@natsbridge/core";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "nats";
import { agentFetch, createCertificates, startConnectProxy, startHttpsGate } from "testkit";
import { expect, test } from "vitest";

const BYTES = new Uint8Array(10_000).fill(7);

test.each([
  ["does not know the authority", {}, /NODE_EXTRA_CA_CERTS/],
  ["has a wrong password for the proxy", { password: "wrong" }, /proxy wants a user/],
])(
  "a receiver that %s gives no message up",
  async (_name, { password }: { password?: string }, advice) => {
    await using server = await createLocalFileServer();
    await using certificates = await createCertificates();
    await using gate = await startHttpsGate({ certificates, port: server.port });
    await using proxy = await startConnectProxy({ user: "proxy", password: "right" });
    await using nats = await startNatsServer({ jetstream: true });
    const ca = await certificates.read("ca.pem");
    const through = (word: string) =>
      agentFetch({ ca, proxy: proxy.url.replace("//", `//proxy:${word}@`) });
    await using right = through("right");
    await using wrong = password === undefined ? agentFetch({}) : through(password);
    const store = ({ fetch }: { fetch: typeof globalThis.fetch }) =>
      createPlikFileServer({ url: gate.url, fetch });

    const nats_connection = await connect({ servers: nats.url });
    await ensureStream(nats_connection, { name: "FILES", subjects: ["files"] });
    await using bridge = await NATSBridge.connect({ nats_connection });
    const fileserver = store(right);
    const sent = { fileserver, size_threshold: 1, jetstream: true };
    await bridge.smartsend("files", [["file", BYTES, "binary"]], sent);

    const given: string[] = [];
    const refused = Promise.withResolvers<string>();
    const consumed = { stream: "FILES", consumer: "reader", nak_delay: 1 };
    const misled = bridge.consume(
      {
        ...consumed,
        fileservers: [store(wrong)],
        on_poison(error) {
          given.push(error.message);
          refused.resolve(error.message);
        },
        logger: {
          debug: () => undefined,
          info: () => undefined,
          warn: refused.resolve,
          error: refused.resolve,
        },
      },
      () => given.push("handled"),
    );
    expect(await refused.promise).toMatch(advice);
    await misled.stop();
    expect(given).toEqual([]);

    const handled = Promise.withResolvers<unknown>();
    const mended = bridge.consume({ ...consumed, fileservers: [fileserver] }, ({ payloads }) =>
      handled.resolve(payloads[0]?.[1]),
    );
    expect(await handled.promise).toEqual(BYTES);
    await mended.stop();
    await nats_connection.close();
  },
);

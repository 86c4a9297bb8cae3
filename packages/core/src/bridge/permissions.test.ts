import { readdirSync } from "node:fs";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { nkeyAuthenticator, nkeys } from "nats";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NATSBridge } from "./nats-bridge.ts";

const key = nkeys.createUser();

const CONFIG = `accounts {
  A {
    jetstream: enabled
    users: [
      { user: all, password: x }
      { user: few, password: x, permissions {
        publish { deny: ["secret.>", "$JS.API.CONSUMER.>"] }, subscribe { deny: "secret.>" } } }
      { user: narrow, password: x, permissions { publish: "open.>" } }
      { user: deaf, password: x, permissions { subscribe { deny: "_INBOX.>" } } }
      { nkey: ${key.getPublicKey()} }
    ]
  }
}`;

let server: NatsServer;
let files: LocalFileServer;

beforeAll(async () => {
  server = await startNatsServer({ jetstream: true, config: CONFIG });
  files = await createLocalFileServer({});
});

afterAll(async () => {
  await files?.close();
  await server?.stop();
});

describe.each(NATS_CLIENTS)(
  "a refusal is an error of the call that caused it, over $client",
  ({ dial }) => {
    let few: NATSBridge;

    const as = async (user: string) =>
      NATSBridge.connect({
        nats_connection: await dial({ servers: server.url, user, pass: "x" }),
        fileserver_url: files.url,
      });

    beforeEach(async () => {
      few = await as("few");
    });
    afterEach(async () => {
      await few.connection.close();
    });

    const denied = { code: "permission_denied" };
    const refused = { ...denied, details: { outcome: "refused" } };

    test("smartsend, Core and JetStream: nothing stays on the file server", async () => {
      const data = [["file", new Uint8Array(1_000_000), "binary"]] as const;
      for (const jetstream of [false, true]) {
        await expect(few.smartsend("secret.x", data, { jetstream })).rejects.toMatchObject(refused);
      }
      expect(readdirSync(`${files.directory}/uploads`)).toEqual([]);
      await few.smartsend("open.x", [["a", "b", "text"]]);
    });

    test("subscribe: ready and the iteration", async () => {
      const subscription = few.subscribe("secret.x");
      await expect(subscription.ready).rejects.toMatchObject(denied);
      await expect(subscription[Symbol.asyncIterator]().next()).rejects.toMatchObject(denied);
    });

    test("a user who may not ask for slow readers subscribes all the same, and is not bothered", async () => {
      const narrow = await as("narrow");
      const events = narrow.status();
      const types: string[] = [];
      const following = (async () => {
        for await (const { type } of events) types.push(type);
      })();
      const subscription = narrow.subscribe("open.x");
      await subscription.ready;
      await narrow.smartsend("open.x", [["a", "b", "text"]]);
      for await (const _env of subscription) break;
      events.stop();
      await following;
      expect(types).not.toContain("permission");
      await narrow.connection.close();
    });

    test("request: the subject, and the inbox", async () => {
      const question = [["q", "?", "text"]] as const;
      await expect(few.request("secret.x", question)).rejects.toMatchObject(refused);
      const deaf = await as("deaf");
      await expect(deaf.request("open.x", question)).rejects.toMatchObject({
        ...denied,
        details: { outcome: "unknown" },
      });
      await deaf.connection.close();
    });

    test("consume: ready, closed and the iteration", async () => {
      const consumption = few.consume({ stream: "S", consumer: "c" }, () => undefined);
      await expect(consumption.ready).rejects.toMatchObject(denied);
      expect(await consumption.closed).toMatchObject(denied);
      const iterated = few.consume({ stream: "S", consumer: "c" });
      await expect(iterated[Symbol.asyncIterator]().next()).rejects.toMatchObject(denied);
    });
  },
);

test("connection_options reach the client: user and password, nkey; wrong ones are permission_denied", async () => {
  const logins = [{ user: "all", pass: "x" }, { authenticator: nkeyAuthenticator(key.getSeed()) }];
  for (const connection_options of logins) {
    await using bridge = await NATSBridge.connect({ broker_url: server.url, connection_options });
    await bridge.smartsend("open.x", [["a", "b", "text"]]);
  }
  for (const connection_options of [{}, { user: "all", pass: "wrong" }]) {
    await expect(
      NATSBridge.connect({ broker_url: server.url, connection_options }),
    ).rejects.toMatchObject({ code: "permission_denied" });
  }
});

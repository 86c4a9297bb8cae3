import { readdir } from "node:fs/promises";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { connect, type NatsConnection } from "nats";
import { afterAll, beforeAll } from "vitest";

/** A broker with JetStream, a connection to it and a file server, for as long as the tests of the file run that imports them. */
export let nats: NatsServer;
export let files: LocalFileServer;
export let connection: NatsConnection;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  files = await createLocalFileServer({});
  connection = await connect({ servers: nats.url });
});

afterAll(async () => {
  await connection?.close();
  await files?.close();
  await nats?.stop();
});

/** The body of the one message that `send` publishes. */
export async function published(subject: string, send: () => Promise<unknown>): Promise<string> {
  const subscription = connection.subscribe(subject, { max: 1, timeout: 10_000 });
  const body = (async () => {
    for await (const message of subscription) return message.string();
    throw new Error("nothing was published");
  })();
  await connection.flush();
  await send();
  return body;
}

/** How many files a server keeps, whole or half. */
export async function uploads(server: LocalFileServer = files): Promise<number> {
  const names = await readdir(server.directory, { recursive: true });
  return names.filter((name) => !name.endsWith(".json") && name.includes(".")).length;
}

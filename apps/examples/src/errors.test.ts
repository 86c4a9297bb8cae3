import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NatsBridgeError } from "natsbridge";
import { afterAll, beforeAll, expect, test } from "vitest";

const GUEST =
  'authorization { users = [{ user: guest, password: guest, permissions: { publish: "chat.>" } }] }';

const pages = new URL("../../../packages/schema/errors/", import.meta.url);
const codes = readdirSync(pages).map((name) => name.replace(/\.md$/, ""));

let nats: NatsServer;
let guarded: NatsServer;
let files: LocalFileServer;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  guarded = await startNatsServer({ config: GUEST });
  files = await createLocalFileServer({});
  process.env.NATS_URL = nats.url;
  process.env.FILESERVER_URL = files.url;
});

afterAll(async () => {
  delete process.env.NATS_URL;
  delete process.env.FILESERVER_URL;
  await files?.close();
  await guarded?.stop();
  await nats?.stop();
});

/** The addresses of a reader's machine, and what differs from run to run. */
function asShown(message: string): string {
  return message
    .replaceAll(files.url, "http://localhost:8080")
    .replaceAll(/http:\/\/localhost:\d{5}/g, "http://localhost:8081")
    .replaceAll(/link [0-9a-f]{8}/g, "link 6cb41322")
    .replace(/\([A-Za-z0-9]{16}\)/, "(7VFa4rrs1o1DiQov)")
    .replace(/needs [\d,]+ bytes/, "needs 2,002,690 bytes");
}

test.each(codes)("the example of %s says what its page says", async (code) => {
  const example = `./errors/${code.replaceAll("_", "-")}.ts`;
  const { provoke } = (await import(example)) as { provoke(url: string): Promise<void> };
  const error = await provoke(guarded.url).catch((reason: unknown) => reason);
  if (!NatsBridgeError.isInstance(error)) throw new Error(`${code} was not provoked`);
  expect(error.code).toBe(code);
  const page = fileURLToPath(new URL(`${code}.md`, pages));
  const block = `\`\`\`text\n${asShown(error.message)}\n\`\`\``;
  const current = readFileSync(page, "utf8").replace(/```text\n.*\n```/, () => block);
  // `vitest run apps/examples/src/errors.test.ts --update` writes what errors say now into the pages.
  await expect(current).toMatchFileSnapshot(page);
});

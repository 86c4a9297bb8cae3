import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { NATSBridge } from "natsbridge";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPages } from "./harness/build-pages.ts";
import { launchChromium } from "./harness/launch-chromium.ts";
import { serveFiles } from "./harness/serve-files.ts";
import { samplePayloads } from "./pages/sample-payloads.ts";
import { summarize } from "./pages/summarize.ts";

const started = new AsyncDisposableStack();
let page: Page;
let node: NATSBridge;
let where: { broker_url: string; fileserver_url: string };

beforeAll(async () => {
  const directory = await mkdtemp(join(tmpdir(), "natsbridge-certificate-"));
  started.defer(() => rm(directory, { recursive: true }));
  const [cert_file, key_file] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj";
  execFileSync(
    "openssl",
    [...request.split(" "), "/CN=localhost", "-keyout", key_file, "-out", cert_file],
    { stdio: "ignore" },
  );
  const tls = `tls { cert_file: ${JSON.stringify(cert_file)}, key_file: ${JSON.stringify(key_file)} }`;
  const nats = started.use(
    await startNatsServer({
      config: `websocket { host: "127.0.0.1", port: -1, ${tls} }
        authorization { user: "page", password: "sec ret" }`,
    }),
  );
  const varz = await (await fetch(`${nats.monitoringUrl}/varz`)).json();
  const files = started.use(await createLocalFileServer({ cors: true }));
  where = {
    broker_url: `wss://page:sec%20ret@127.0.0.1:${varz.websocket.port}`,
    fileserver_url: files.url,
  };
  node = started.use(
    await NATSBridge.connect({
      ...where,
      broker_url: nats.url.replace("nats://", "nats://page:sec%20ret@"),
    }),
  );
  const certificate = {
    cert: await readFile(cert_file, "utf8"),
    key: await readFile(key_file, "utf8"),
  };
  const site = started.use(await serveFiles(await buildPages("peer.html"), {}, certificate));
  const browser = await launchChromium("--ignore-certificate-errors");
  started.defer(() => browser.close());
  page = await browser.newPage();
  await page.goto(`${site.origin}/peer.html`);
});
afterAll(() => started.disposeAsync());

test("a page on https talks over wss:, with the login in the URL, which stays out of the message", async () => {
  const subscription = node.subscribe("secure");
  const received = subscription[Symbol.asyncIterator]().next();
  await subscription.ready;
  const sent = await page.evaluate(async (where) => {
    const [, text, receipt] = await peer.natsbridge.smartsend("secure", peer.samplePayloads(), {
      ...where,
      size_threshold: 10_000,
    });
    return { text, transports: receipt.payloads.map(({ transport }) => transport) };
  }, where);
  expect(sent.transports.filter((transport) => transport === "link")).toHaveLength(1);
  expect(sent.text).not.toMatch(/sec(%20| )ret/);
  expect(await summarize((await received).value.payloads)).toEqual(
    await summarize(samplePayloads()),
  );
});

test("a wrong password is told, and not shown", async () => {
  const error = await page.evaluate(
    (broker_url) =>
      peer.natsbridge.smartsend("secure", [["n", "x", "text"]], { broker_url }).then(
        () => "no error",
        (caught: { code: string }) => `${caught.code} ${caught}`,
      ),
    where.broker_url.replace("sec%20ret", "wrong-one"),
  );
  expect(error).toMatch(/^permission_denied .*refused the credentials/);
  expect(error).not.toContain("wrong-one");
});

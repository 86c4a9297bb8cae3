import { deepStrictEqual, match, ok } from "node:assert/strict";
import { inspect } from "node:util";
import { agentFetch } from "../agent-fetch.ts";
import { type Certificates, createCertificates } from "../certificates.ts";
import { type ConnectProxy, startConnectProxy } from "../proxies/connect-proxy.ts";
import { type HttpsGate, startHttpsGate } from "../proxies/https-gate.ts";
import { rejectedError } from "../rejected-error.ts";
import { runElsewhere } from "./run-elsewhere.ts";
import type { SecureStore, SecureStoreSetup } from "./secure-store.ts";
import { storeRoundTrip } from "./store-round-trip.ts";

const USER = "proxy-user";
const PASSWORD = "proxy-passw0rd";
const MiB = 1024 * 1024;

/** A case, for any test runner. */
export interface SecureStoreCase {
  readonly name: string;
  run(): Promise<void>;
}

/** What each case gets. */
interface Site<Settings extends object> {
  readonly setup: SecureStoreSetup<Settings>;
  readonly certificates: Certificates;
  readonly ca: string;
  readonly gate: HttpsGate;
  readonly proxy: ConnectProxy;
  /** The proxy's address with its credentials, or with others. */
  proxyUrl(password?: string): string;
  open(fetch?: typeof globalThis.fetch): SecureStore;
  /** Fails when a secret is in it, however deep. */
  assertNoSecret(said: unknown): void;
}

type Run = <Settings extends object>(site: Site<Settings>) => Promise<void>;

/**
 * What every store that speaks HTTP must do with a private authority, a proxy and credentials, on real servers: behind
 * HTTPS with a certificate of an authority that nobody knows, and a gate that asks for a header.
 */
export function secureStoreCases<Settings extends object>(
  setup: SecureStoreSetup<Settings>,
): readonly SecureStoreCase[] {
  return Object.entries(CASES).map(([name, run]) => ({ name, run: () => onSite(setup, run) }));
}

async function onSite<Settings extends object>(
  setup: SecureStoreSetup<Settings>,
  run: Run,
): Promise<void> {
  const { port, secret } = setup;
  await using certificates = await createCertificates();
  await using gate = await startHttpsGate({ certificates, port, secret });
  await using proxy = await startConnectProxy({ user: USER, password: PASSWORD });
  const token = Buffer.from(`${USER}:${PASSWORD}`).toString("base64");
  const hidden = [PASSWORD, token, secret[1], ...setup.secrets];
  await run({
    setup,
    certificates,
    ca: await certificates.read("ca.pem"),
    gate,
    proxy,
    proxyUrl: (password = PASSWORD) => proxy.url.replace("//", `//${USER}:${password}@`),
    open: (fetch) =>
      setup.create({ ...setup.settings(gate.url), ...(fetch === undefined ? {} : { fetch }) }),
    assertNoSecret(said) {
      const text = typeof said === "string" ? said : inspect(said, { depth: 20, showHidden: true });
      for (const part of hidden) ok(!text.includes(part), `${part} appears in ${text}`);
    },
  });
}

/** All that a store says when it is not set to reach its server; none of it may be tried again. */
async function refusals(store: SecureStore, file: { readonly url: string }) {
  const errors = [
    await rejectedError(store.upload("refused.bin", new Uint8Array(1000))),
    await rejectedError(store.download(file.url)),
    await rejectedError(store.remove?.(file) ?? Promise.resolve()),
  ];
  for (const { code, isRetryable } of errors)
    deepStrictEqual([code, isRetryable], ["invalid_config", false]);
  return errors;
}

const CASES: Readonly<Record<string, Run>> = {
  async "refuses a certificate of an unknown authority, and says how to mend it"(site) {
    await using trusting = agentFetch({ ca: site.ca });
    const file = await site.open(trusting.fetch).upload("there.bin", new Uint8Array(1000));
    const errors = await refusals(site.open(), file);
    for (const error of errors) {
      match(error.message, /UNABLE_TO_VERIFY_LEAF_SIGNATURE/);
      match(error.message, /NODE_EXTRA_CA_CERTS/);
      match(error.message, /`fetch`/);
      site.assertNoSecret(error);
    }
  },

  async "takes the authority that its fetch knows"(site) {
    await using trusting = agentFetch({ ca: site.ca });
    site.assertNoSecret(await storeRoundTrip(site.open(trusting.fetch)));
    deepStrictEqual(site.proxy.tunnels, []);
  },

  async "goes through the proxy of its fetch, and around it never"(site) {
    await using proxied = agentFetch({ ca: site.ca, proxy: site.proxyUrl() });
    site.assertNoSecret(await storeRoundTrip(site.open(proxied.fetch)));
    ok(site.proxy.tunnels.length > 0);
    deepStrictEqual([...new Set(site.proxy.tunnels)], [`127.0.0.1:${site.gate.port}`]);
    deepStrictEqual(site.gate.connections, site.proxy.tunnels.length);
  },

  async "a proxy that refuses the credentials is told, without them"(site) {
    await using trusting = agentFetch({ ca: site.ca });
    const file = await site.open(trusting.fetch).upload("there.bin", new Uint8Array(1000));
    const connections = site.gate.connections;
    await using proxied = agentFetch({ ca: site.ca, proxy: site.proxyUrl("wr0ng-passw0rd") });
    const errors = await refusals(site.open(proxied.fetch), file);
    for (const error of errors) {
      match(error.message, /407/);
      match(error.message, /proxy wants a user and a password/);
      site.assertNoSecret(error);
      ok(!inspect(error, { depth: 20 }).includes("wr0ng-passw0rd"));
    }
    deepStrictEqual(site.gate.connections, connections);
    ok(site.proxy.refused >= 3);
  },

  async "an upload streams through the proxy while it is read"(site) {
    await using proxied = agentFetch({ ca: site.ca, proxy: site.proxyUrl() });
    const store = site.open(proxied.fetch);
    const size = 16 * MiB;
    let given = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(target) {
          // What is collected first never gets here: the rest comes when the beginning has arrived.
          if (given === 12 * MiB) await site.gate.received(4 * MiB);
          if (given === size) return target.close();
          given += MiB;
          target.enqueue(new Uint8Array(MiB).fill(given / MiB));
        },
      },
      { highWaterMark: 0 },
    );
    const stored = await store.upload("streamed.bin", body, { size });
    const download = await store.download(stored.url);
    const read = Buffer.from(await new Response(download.body as BodyInit).arrayBuffer());
    deepStrictEqual([read.length, read[0], read.at(-1)], [size, 1, 16]);
  },

  async "needs no code for what the environment says"(site) {
    const said = await runElsewhere(site.setup, site.gate.url, {
      NODE_EXTRA_CA_CERTS: `${site.certificates.directory}/ca.pem`,
      NODE_USE_ENV_PROXY: "1",
      HTTPS_PROXY: site.proxyUrl(),
    });
    match(said, /^stored /);
    site.assertNoSecret(said);
    deepStrictEqual([...new Set(site.proxy.tunnels)], [`127.0.0.1:${site.gate.port}`]);
    deepStrictEqual(site.gate.connections, site.proxy.tunnels.length);
  },

  async "tells what the environment lacks"(site) {
    const proxied = { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: site.proxyUrl() };
    const untrusting = await runElsewhere(site.setup, site.gate.url, proxied);
    match(untrusting, /^invalid_config .*UNABLE_TO_VERIFY_LEAF_SIGNATURE.*NODE_EXTRA_CA_CERTS/);
    site.assertNoSecret(untrusting);
    const refused = await runElsewhere(site.setup, site.gate.url, {
      ...proxied,
      HTTPS_PROXY: site.proxyUrl("wr0ng-passw0rd"),
    });
    match(refused, /^invalid_config .*407.*HTTPS_PROXY/);
    site.assertNoSecret(refused);
    ok(!refused.includes("wr0ng-passw0rd"));
  },

  async "credentials go to nobody else"(site) {
    await using trusting = agentFetch({ ca: site.ca });
    await using other = await startHttpsGate({
      certificates: site.certificates,
      port: site.setup.port,
      secret: site.setup.secret,
    });
    const store = site.open(trusting.fetch);
    const { url } = await store.upload("mine.bin", new Uint8Array(1000));
    const elsewhere = url.replace(site.gate.url, other.url);
    const error = await rejectedError(store.download(elsewhere));
    deepStrictEqual([error.code, error.details.status], ["link_refused", 401]);
    site.assertNoSecret(error);
  },
};

import { once } from "node:events";
import { createServer } from "node:net";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { credsAuthenticator, nkeyAuthenticator, nkeys } from "nats";
import { type Certificates, createCertificates, rejectedError } from "testkit";
import { createJwtUser } from "testkit/jwt-user";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConnectOptions, connect } from "./connect.ts";
import { parseServers } from "./servers.ts";

/** Connects, asks the server for an answer, and closes. */
async function roundTrip(options: ConnectOptions): Promise<void> {
  const connection = await connect({ reconnect: false, ...options });
  await connection.flush();
  await connection.close();
}

describe("connect", () => {
  test("takes a URL without scheme, a list with a dead server, and an array", async () => {
    await using server = await startNatsServer();
    await roundTrip({ servers: `127.0.0.1:${server.port}` });
    await roundTrip({ servers: `nats://127.0.0.1:1, ${server.url}` });
    await roundTrip({ servers: ["127.0.0.1:1", server.url] });
  });

  test("user and password, from the URL and from options", async () => {
    await using server = await startNatsServer({
      config: `authorization { user: "us er", password: "p@ss:w/rd" }`,
    });
    const host = `127.0.0.1:${server.port}`;
    await roundTrip({ servers: `nats://us%20er:p%40ss%3Aw%2Frd@${host}` });
    const connection_options = { user: "us er", pass: "p@ss:w/rd" };
    await roundTrip({ servers: `nats://other:wrong@${host}`, connection_options });
    for (const servers of [`nats://us%20er:secret-pass@${host}`, host]) {
      await expect(connect({ servers })).rejects.toMatchObject({
        code: "permission_denied",
        message: expect.stringMatching(
          /^NATS at (nats:\/\/)?127\.0\.0\.1:\d+ refused the credentials\./,
        ),
      });
    }
  });

  test("token, from the URL and from options", async () => {
    await using server = await startNatsServer({ config: `authorization { token: "s3cr3t" }` });
    await roundTrip({ servers: `nats://s3cr3t@127.0.0.1:${server.port}` });
    await roundTrip({ servers: server.url, connection_options: { token: "s3cr3t" } });
    await expect(connect({ servers: server.url })).rejects.toMatchObject({
      code: "permission_denied",
    });
  });

  test("nkey", async () => {
    const user = nkeys.createUser();
    await using server = await startNatsServer({
      config: `authorization { users: [ { nkey: ${user.getPublicKey()} } ] }`,
    });
    const login = (pair: typeof user) => ({ authenticator: nkeyAuthenticator(pair.getSeed()) });
    await roundTrip({ servers: server.url, connection_options: login(user) });
    const stranger = login(nkeys.createUser());
    await expect(
      connect({ servers: server.url, connection_options: stranger }),
    ).rejects.toMatchObject({ code: "permission_denied" });
  });

  test("credentials file with a JWT of an account", async () => {
    const { config, creds } = createJwtUser();
    await using server = await startNatsServer({ config });
    const authenticator = credsAuthenticator(new TextEncoder().encode(creds));
    await roundTrip({ servers: server.url, connection_options: { authenticator } });
    await expect(connect({ servers: server.url })).rejects.toMatchObject({
      code: "permission_denied",
    });
  });

  test("a dead broker is connection_failed within the time-out, without credentials in the message", async () => {
    const started = Date.now();
    await expect(connect({ servers: "nats://me:hidden@127.0.0.1:1" })).rejects.toMatchObject({
      code: "connection_failed",
      message: expect.stringMatching(
        /^No connection to NATS at nats:\/\/127\.0\.0\.1:1 \(.*REFUSED.*\)\. Check that the server runs/,
      ),
      isRetryable: true,
    });
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  test("the connection to a server that says nothing is let go, so that the process can end", async () => {
    const silent = createServer();
    const closed = once(silent, "connection").then(([socket]) => once(socket.resume(), "close"));
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    await expect(
      connect({ servers: `127.0.0.1:${port}`, connect_timeout: 300, reconnect: false }),
    ).rejects.toMatchObject({ code: "connection_failed" });
    await closed;
    silent.close();
  });

  test("a server that accepts and says nothing is given up at the time-out", async () => {
    const silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    const servers = `127.0.0.1:${port}`;
    const started = Date.now();
    await expect(connect({ servers, connect_timeout: 300 })).rejects.toMatchObject({
      code: "connection_failed",
    });
    expect(Date.now() - started).toBeLessThan(1_000);
    await expect(
      connect({ servers, connect_timeout: 300, signal: AbortSignal.timeout(50) }),
    ).rejects.toMatchObject({ code: "aborted" });
    // The next of the list gets its turn within the same time.
    await using server = await startNatsServer();
    await roundTrip({ servers: [servers, server.url], connect_timeout: 1_000 });
    silent.close();
  });

  test.each([
    ["ws://localhost:1", "unsupported", "In Node connect with nats://"],
    ["http://localhost:1", "unsupported", "cannot connect to http://"],
    ["", "invalid_config", "No NATS server was named"],
    ["nats://", "invalid_config", 'got "nats://"'],
    ["nats://u:hidden@host name:1", "invalid_config", "percent-encoded"],
    ["nats://a:b@x:1,nats://c:d@y:1", "invalid_config", "different credentials"],
    ["nats://%zz@x:1", "invalid_config", "percent-encoded"],
  ])("refuses %s", async (servers, code, said) => {
    await expect(connect({ servers })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(said),
    });
  });

  test.each([0, -1, Number.NaN])("refuses a connect_timeout of %s", async (connect_timeout) => {
    await expect(connect({ connect_timeout })).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining("connect_timeout"),
    });
  });
});

describe("connect over TLS", () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await createCertificates();
  });
  afterAll(() => certificates[Symbol.asyncDispose]());

  const tlsConfig = (rest: string): string => {
    const { directory } = certificates;
    return `tls { cert_file: "${directory}/server.pem", key_file: "${directory}/server.key", ca_file: "${directory}/ca.pem" ${rest} }`;
  };

  test("trusts the authority given, and no other", async () => {
    await using server = await startNatsServer({ config: tlsConfig("") });
    const tls = { ca: await certificates.read("ca.pem") };
    await roundTrip({ servers: server.url, connection_options: { tls } });
    await roundTrip({ servers: `tls://127.0.0.1:${server.port}`, connection_options: { tls } });
    await expect(connect({ servers: server.url })).rejects.toMatchObject({
      code: "connection_failed",
      message: expect.stringContaining("Check connection_options.tls (ca for a private authority"),
    });
  });

  test("a server that verifies clients wants a certificate", async () => {
    await using server = await startNatsServer({ config: tlsConfig(", verify: true") });
    const ca = await certificates.read("ca.pem");
    const cert = await certificates.read("client.pem");
    const key = await certificates.read("client.key");
    await roundTrip({ servers: server.url, connection_options: { tls: { ca, cert, key } } });
    await expect(
      connect({ servers: server.url, connect_timeout: 2_000, connection_options: { tls: { ca } } }),
    ).rejects.toMatchObject({ code: "connection_failed" });
  });

  test("tls:// does not send credentials to a server without TLS", async () => {
    await using server = await startNatsServer();
    await expect(connect({ servers: `tls://u:p@127.0.0.1:${server.port}` })).rejects.toMatchObject({
      code: "connection_failed",
    });
    expect(await server.readLog()).not.toContain("error");
  });
});

describe("secrets in a URL", () => {
  const secret = "s/e?c#r,e+t@1=";
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer({ config: `authorization { token: "${secret}" }` });
  });
  afterAll(() => server?.stop());

  test("percent-encoded they connect, and are stripped by the parser that connects", async () => {
    const url = `nats://${encodeURIComponent(secret)}@127.0.0.1:${server.port}`;
    await roundTrip({ servers: url });
    expect(parseServers(url).servers).toEqual([`nats://127.0.0.1:${server.port}`]);
  });

  test("a query, which may hold a key, is used and never shown", () => {
    const { servers, shown, label } = parseServers(
      "wss://h/path?access_token=secret#x,ws://u:secret@h:2?secret",
    );
    expect(servers).toEqual(["wss://h/path?access_token=secret#x", "ws://h:2?secret"]);
    expect([shown, label]).toEqual([["wss://h/path", "ws://h:2"], "wss://h/path, ws://h:2"]);
  });

  test.each([
    "nats://abc/secret@127.0.0.1:4222",
    "nats://abc?secret@127.0.0.1:4222",
    "nats://abc#secret@127.0.0.1:4222",
    "nats://abc,secret@127.0.0.1:4222",
    "nats://u:abc,secret@127.0.0.1:4222",
    "nats://secret,abc@127.0.0.1:4222",
    "secret,abc@127.0.0.1:4222",
    "secret/abc@127.0.0.1:4222",
    "nats://u:secret@abc@127.0.0.1:4222",
    "nats://127.0.0.1:4222/path@secret",
    "nats://127.0.0.1:4222?token=secret@x",
    "nats://127.0.0.1:4222,u:secret@127.0.0.1:4223",
    "nats://secret\\x@a b",
    "nats://%zzsecret@127.0.0.1:4222",
  ])("%s is refused before anything connects, and not repeated", async (servers) => {
    for (const list of [servers, servers.split(",")]) {
      const error = await rejectedError(connect({ servers: list }));
      expect(error.code).toBe("invalid_config");
      expect(error.message).toContain("percent-encoded");
      expect(`${error.message} ${error.stack} ${error.cause}`).not.toMatch(/secret|abc/);
    }
  });
});

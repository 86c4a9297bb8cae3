import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

const SCRIPT = `
import { startChildServer } from ${JSON.stringify(new URL("./child-server.ts", import.meta.url).href)};
const code = "require('http').createServer((q, s) => s.end('x')).listen(+process.argv[1], '127.0.0.1')";
const { url, directory } = await startChildServer({
  program: process.execPath,
  args: (port) => ["-e", code, String(port)],
});
console.log(JSON.stringify({ url, directory }));
`;

test("a server and its files go with a test process that is killed", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", SCRIPT], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { url, directory }: { readonly url: string; readonly directory: string } = JSON.parse(line);
  expect(await (await fetch(url)).text()).toBe("x");
  child.kill("SIGKILL");
  const isThere = () =>
    access(directory).then(
      () => true,
      () => false,
    );
  while (await isThere()) await new Promise((resolve) => setTimeout(resolve, 20));
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

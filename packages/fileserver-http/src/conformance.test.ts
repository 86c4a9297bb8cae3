import { readFileSync } from "node:fs";
import { fileServerConformance } from "@natsbridge/fileserver/conformance";
import { type ChildServer, chosenStores, startNginx, startRcloneWebdav } from "testkit";
import { afterAll, describe, test } from "vitest";
import { createHttpFileServer } from "./http-file-server.ts";

type Store = readonly [
  name: string,
  start: () => Promise<ChildServer>,
  settings: { readonly crossOrigin?: boolean; readonly folder?: string },
];
const RCLONE = ["rclone's WebDAV server", startRcloneWebdav, {}] as const;
const NGINX = [
  "nginx",
  () => startNginx("add_header Access-Control-Allow-Origin * always;"),
  { crossOrigin: true },
] as const;
/** The location that the README shows, for this machine and in the folder of the test. */
function readmeLocation(): string {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, location = ""] = /^```nginx\n(location [\s\S]*?)^```$/m.exec(readme) ?? [];
  return location.replace(/ *root .*;\n/, "").replace("10.0.0.0/8", "127.0.0.0/8");
}
const README_NGINX = [
  "nginx with the lines of the README",
  () => startNginx(readmeLocation()),
  { folder: "/payloads" },
] as const;

// nginx comes out of a Debian package, so it runs where all stores are asked for.
const SERVERS = chosenStores<Store>([RCLONE], [NGINX, README_NGINX]);

describe.each(SERVERS)("on %s", async (_name, start, { folder = "", ...settings }) => {
  const server = await start();
  afterAll(() => server.close());
  const cases = await fileServerConformance(() =>
    createHttpFileServer({ url: server.url + folder, ...settings }),
  );
  for (const { name, run } of cases) test(name, run);
});

import { fileServerConformance } from "@natsbridge/fileserver/conformance";
import { type ChildServer, chosenStores, startNginx, startRcloneWebdav } from "testkit";
import { afterAll, describe, test } from "vitest";
import { createHttpFileServer } from "./http-file-server.ts";

type Store = readonly [
  name: string,
  start: () => Promise<ChildServer>,
  settings: { readonly crossOrigin?: boolean },
];
const RCLONE = ["rclone's WebDAV server", startRcloneWebdav, {}] as const;
const NGINX = [
  "nginx",
  () => startNginx("add_header Access-Control-Allow-Origin * always;"),
  { crossOrigin: true },
] as const;

// The second comes out of a Debian package, so it runs where all stores are asked for.
const SERVERS = chosenStores<Store>([RCLONE], [NGINX]);

describe.each(SERVERS)("on %s", async (_name, start, settings) => {
  const server = await start();
  afterAll(() => server.close());
  const cases = await fileServerConformance(() =>
    createHttpFileServer({ url: server.url, ...settings }),
  );
  for (const { name, run } of cases) test(name, run);
});

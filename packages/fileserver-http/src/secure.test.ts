import { secureStoreCases, startRcloneWebdav } from "testkit";
import { afterAll, describe, test } from "vitest";
import { createHttpFileServer } from "./http-file-server.ts";

const server = await startRcloneWebdav();
afterAll(() => server.close());

describe("behind HTTPS, a gate and a proxy", () => {
  const cases = secureStoreCases({
    port: server.port,
    settings: (url) => ({ url, headers: { authorization: "Bearer gate-s3cret" } }),
    create: createHttpFileServer,
    exported: { module: new URL("./index.ts", import.meta.url).href, name: "createHttpFileServer" },
    secret: ["authorization", "Bearer gate-s3cret"],
    secrets: ["gate-s3cret"],
  });
  for (const { name, run } of cases) test(name, run);
});

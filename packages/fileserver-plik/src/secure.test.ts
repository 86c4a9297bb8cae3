import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { secureStoreCases } from "testkit";
import { afterAll, describe, test } from "vitest";
import { createPlikFileServer } from "./plik-file-server.ts";

const server = await createLocalFileServer();
afterAll(() => server.close());

describe("behind HTTPS, a gate and a proxy", () => {
  const cases = secureStoreCases({
    port: server.port,
    settings: (url) => ({
      url,
      token: "plik-t0ken",
      login: "plik-reader",
      password: "plik-passw0rd",
      headers: { "x-gate": "gate-s3cret" },
    }),
    create: createPlikFileServer,
    exported: { module: new URL("./index.ts", import.meta.url).href, name: "createPlikFileServer" },
    secret: ["x-gate", "gate-s3cret"],
    secrets: ["plik-t0ken", "plik-passw0rd", btoa("plik-reader:plik-passw0rd")],
  });
  for (const { name, run } of cases) test(name, run);
});

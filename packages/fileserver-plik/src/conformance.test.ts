import { fileServerConformance } from "@natsbridge/fileserver/conformance";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { afterAll, describe, test } from "vitest";
import { createPlikFileServer } from "./plik-file-server.ts";

const server = await createLocalFileServer();
afterAll(() => server.close());

describe("Plik's client against the embedded server", async () => {
  const cases = await fileServerConformance(() => createPlikFileServer({ url: server.url }));
  for (const { name, run } of cases) test(name, run);
});

import { startNatsServer } from "@natsbridge/nats-server";
import { connect } from "@natsbridge/transport";
import { documentedNumbers } from "testkit";
import { expect, test } from "vitest";
import { resolveObjectStore } from "./object-store-settings.ts";

test("the defaults that the README shows are those of the code", async () => {
  await using server = await startNatsServer();
  const connection = await connect({ servers: server.url });
  const documented = documentedNumbers(new URL("../README.md", import.meta.url));
  expect(Object.keys(documented)).toEqual(["replicas", "chunk_size", "timeout"]);
  expect(resolveObjectStore({ connection })).toMatchObject(documented);
  await connection.close();
});

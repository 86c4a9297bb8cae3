import { createObjectStoreFileServer } from "@natsbridge/fileserver-objectstore";
import { connect } from "@natsbridge/transport";
import { ensureStream, smartsend } from "natsbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";

let dev: Dev;
beforeAll(async () => {
  dev = await startDev();
});
afterAll(() => dev[Symbol.asyncDispose]());

test("what no stored message leads to is removed from a bucket", async () => {
  const connection = await connect({ servers: dev.env.NATS_URL ?? "" });
  try {
    const gateway_url = "http://gateway.example";
    const fileserver = createObjectStoreFileServer({ connection, gateway_url, bucket: "files" });
    await ensureStream(connection, { name: "KEPT", subjects: ["kept"] });
    const send = (subject: string, jetstream: boolean) =>
      smartsend(subject, [["file", new Uint8Array(10), "binary"]], {
        nats_connection: connection,
        fileserver,
        size_threshold: 1,
        jetstream,
      });
    await send("kept", true);
    await send("forgotten", false);

    const sweep = async (...args: string[]) => {
      const all = ["sweep", "--objectstore", "files", "--older-than", "0s", "--json", ...args];
      return JSON.parse((await runCli(all, { env: dev.env })).stdout);
    };
    const tried = await sweep("--keep-stream", "KEPT", "--dry-run");
    expect(tried).toMatchObject({ removed: [expect.any(String)], left: 1, dry_run: true });
    const swept = await sweep("--keep-stream", "KEPT");
    expect(swept).toEqual({ ...tried, dry_run: false });
    expect(await sweep("--keep-stream", "KEPT")).toEqual({ removed: [], left: 1, dry_run: false });
  } finally {
    await connection.close();
  }
});

test("a store that removes by itself says so", async () => {
  const { code, stderr } = await runCli(["sweep", "--older-than", "7d"], { env: dev.env });
  expect(code).toBe(1);
  expect(stderr).toContain("(unsupported)");
});

import { createServer } from "node:http";
import { Readable } from "node:stream";
import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { listen, rejectedError } from "testkit";
import { expect, test } from "vitest";
import { smartsend } from "../smartsend.ts";

test("a store that refuses while the source still waits: its answer is told, not the end of the source", async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(409, { Connection: "close" }).end("no such folder");
  });
  await using store = await listen(server);
  const source = new Readable({ read: () => undefined });
  source.push(new Uint8Array(1_100_000));
  const error = await rejectedError(
    smartsend("x", [["file", source, "binary"]], {
      is_publish: false,
      fileserver: createHttpFileServer({ url: `http://127.0.0.1:${store.port}` }),
    }),
  );
  expect(error.code).toBe("upload_failed");
  expect(error.message).toContain("answered 409");
  expect(source.destroyed).toBe(true);
});

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { httpRequest } from "./http-request.ts";
import { createUploadSource } from "./upload-source.ts";

const MiB = 1024 * 1024;

test("a streamed upload keeps no piece that it has sent", async () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const kept = () => {
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const before = kept();
  let keptAtEnd = Number.NaN;
  const server = createServer(async (request, response) => {
    request.resume();
    await once(request, "end");
    keptAtEnd = kept() - before;
    response.end("stored");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    let pieces = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (++pieces > 128) controller.close();
        else controller.enqueue(new Uint8Array(MiB));
      },
    });
    const { port } = server.address() as AddressInfo;
    const answer = await httpRequest(`http://127.0.0.1:${port}/`, {
      method: "POST",
      body: createUploadSource(body, "upload"),
    });
    expect(answer).toMatchObject({ status: 200, text: "stored" });
    expect(keptAtEnd).toBeLessThan(32 * MiB);
  } finally {
    server.close();
  }
});

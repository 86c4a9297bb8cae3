import { tableFromArrays } from "apache-arrow";
import { rejectedError } from "testkit";
import { describe, expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";
import { connection, files, nats, published, uploads } from "./send-servers.test.support.ts";

describe("streams", () => {
  async function* chunks(count: number, size: number) {
    for (let at = 0; at < count; at++) yield new Uint8Array(size).fill(at);
  }

  test("a short stream travels in the message, a long one as a link", async () => {
    const body = await published("streams", () =>
      smartsend(
        "streams",
        [
          ["short", chunks(3, 10), "binary"],
          ["long", chunks(30, 100_000), "video"],
          ["blob", new Blob(["blob"]), "binary"],
          [
            "empty",
            new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }),
            "audio",
          ],
        ],
        { nats_connection: connection, fileserver_url: files.url },
      ),
    );
    const env = await smartreceive(body, { fileserver_url: files.url });
    expect(env.payload_info.map(({ transport, size }) => [transport, size])).toEqual([
      ["direct", 30],
      ["link", 3_000_000],
      ["direct", 4],
      ["direct", 0],
    ]);
    expect(
      Buffer.concat(await Array.fromAsync(chunks(30, 100_000))).equals(
        env.payloads[1]?.[1] as Uint8Array,
      ),
    ).toBe(true);
  });

  test("a long Blob is a link for its size, a long stream for being long", async () => {
    const [, , receipt] = await smartsend(
      "streams",
      [
        ["blob", new Blob([new Uint8Array(2_000_000)]), "binary"],
        ["stream", chunks(20, 100_000), "binary"],
      ],
      { nats_connection: connection, fileserver_url: files.url },
    );
    expect(receipt.payloads.map(({ reason }) => reason)).toEqual([
      "2,000,000 bytes >= size_threshold 1,000,000",
      "stream longer than the direct limit",
    ]);
  });

  test("Arrow batches as they come: one table at the other end", async () => {
    const batches = async function* (count: number) {
      for (let at = 0; at < count; at++) {
        yield* tableFromArrays({ id: Int32Array.from({ length: 50_000 }, (_, row) => row + at) })
          .batches;
      }
    };
    const body = await published("streams", () =>
      smartsend(
        "streams",
        [
          ["long", batches(10), "arrowtable"],
          ["short", batches(1), "arrowtable"],
        ],
        { nats_connection: connection, fileserver_url: files.url },
      ),
    );
    const env = await smartreceive(body, { fileserver_url: files.url });
    expect(env.payload_info.map(({ transport }) => transport)).toEqual(["link", "direct"]);
    const [long] = env.payloads;
    const table = long?.[2] === "arrowtable" ? long[1] : undefined;
    expect(table?.numRows).toBe(500_000);
    expect(table?.getChild("id")?.get(499_999)).toBe(50_008);
  });

  test("a source that fails half-way: nothing is published and nothing is left", async () => {
    const before = await uploads();
    let isClosed = false;
    const source = (async function* () {
      try {
        yield* chunks(20, 100_000);
        throw new Error("the disk is gone");
      } finally {
        isClosed = true;
      }
    })();
    const error = await rejectedError(
      smartsend("streams", [["log", source, "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
      }),
    );
    expect(error.message).toContain('Payload 0 "log"');
    expect(error.message).toContain("the disk is gone");
    expect(isClosed).toBe(true);
    expect(await uploads()).toBe(before);
  });

  test("a stream of text is refused", async () => {
    const source = (async function* () {
      yield "text";
    })();
    const error = await rejectedError(
      smartsend("streams", [["log", source as never, "binary"]], { nats_connection: connection }),
    );
    expect(error.code).toBe("invalid_payload");
    expect(error.message).toContain("expected a stream of Uint8Array, got a chunk of type string");
  });
});

describe("abort and progress", () => {
  test("aborted before: nothing happens", async () => {
    const signal = AbortSignal.abort(new Error("no longer wanted"));
    const error = await rejectedError(
      smartsend("s", [["a", "b", "text"]], { signal, broker_url: nats.url }),
    );
    expect(error.code).toBe("aborted");
  });

  test("aborted while uploading: the upload ends, nothing is left", async () => {
    const before = await uploads();
    const abort = new AbortController();
    const error = await rejectedError(
      smartsend("s", [["a", new Uint8Array(20_000_000), "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
        signal: abort.signal,
        on_progress: () => abort.abort(),
      }),
    );
    expect(error.code).toBe("aborted");
    expect(await uploads()).toBe(before);
  });

  test("progress ends with all bytes", async () => {
    const seen: unknown[] = [];
    await smartsend("s", [["a", new Uint8Array(3_000_000), "binary"]], {
      nats_connection: connection,
      fileserver_url: files.url,
      on_progress: (progress) => seen.push(progress),
    });
    expect(seen.at(-1)).toEqual({
      dataname: "a",
      direction: "upload",
      loaded: 3_000_000,
      total: 3_000_000,
    });
  });
});

import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { Readable } from "node:stream";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { connect, type NatsConnection } from "nats";
import { rejectedError } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";
import type { SendPayload, StreamInput } from "./payload-list.ts";

let nats: Awaited<ReturnType<typeof startNatsServer>>;
let files: LocalFileServer;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startNatsServer({});
  files = await createLocalFileServer({});
  connection = await connect({ servers: nats.url });
});

afterAll(async () => {
  await connection?.close();
  await files?.close();
  await nats?.stop();
});

/** Sends a source that delivers `beginning` bytes and then nothing, and aborts once it is waited for. */
async function abortWhileStalled(
  source: (beginning: Uint8Array, onWait: () => void) => StreamInput,
  beginning: number,
): Promise<string> {
  const abort = new AbortController();
  const data = source(new Uint8Array(beginning), () => setImmediate(() => abort.abort()));
  const error = await rejectedError(
    smartsend("stalled", [["film", data, "video"]], {
      nats_connection: connection,
      fileserver_url: files.url,
      size_threshold: 1000,
      signal: abort.signal,
    }),
  );
  return error.code;
}

async function* stalledGenerator(
  beginning: Uint8Array,
  onWait: () => void,
): AsyncGenerator<Uint8Array> {
  yield beginning;
  onWait();
  await new Promise(() => undefined);
}

const lengths = [
  ["before it is known where it goes", 10],
  ["during its upload", 5000],
] as const;

describe.each(lengths)("a source that stalls %s does not hold up an abort", (_when, beginning) => {
  test("async generator", async () => {
    expect(await abortWhileStalled(stalledGenerator, beginning)).toBe("aborted");
    expect(await readdir(files.directory)).toEqual(await emptyDirectory());
  });

  test("Node Readable, which is destroyed", async () => {
    let readable: Readable | undefined;
    const code = await abortWhileStalled((bytes, onWait) => {
      let reads = 0;
      readable = new Readable({
        read() {
          reads += 1;
          if (reads === 1) this.push(bytes);
          else onWait();
        },
      });
      return readable;
    }, beginning);
    expect(code).toBe("aborted");
    if (readable?.closed === false) await once(readable, "close");
    expect(readable?.destroyed).toBe(true);
  });

  test("web stream, which is cancelled", async () => {
    const { promise: cancelled, resolve } = Promise.withResolvers<string>();
    const code = await abortWhileStalled((bytes, onWait) => {
      let pulls = 0;
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          pulls += 1;
          if (pulls === 1) return controller.enqueue(bytes);
          onWait();
          return new Promise(() => undefined);
        },
        cancel: () => resolve("cancelled"),
      });
    }, beginning);
    expect(code).toBe("aborted");
    expect(await cancelled).toBe("cancelled");
  });
});

let empty: string[] | undefined;

/** What a file server's directory holds when no upload was ever finished. */
async function emptyDirectory(): Promise<string[]> {
  if (empty === undefined) {
    await using fresh = await createLocalFileServer({});
    empty = await readdir(fresh.directory);
  }
  return empty;
}

test("handlers that never settle do not hold up an abort either", async () => {
  const upload = new AbortController();
  const sending = await rejectedError(
    smartsend("stalled", [["film", new Uint8Array(5000), "video"]], {
      nats_connection: connection,
      size_threshold: 1000,
      signal: upload.signal,
      fileserver_upload_handler: () => {
        setImmediate(() => upload.abort());
        return new Promise(() => undefined);
      },
    }),
  );
  expect(sending.code).toBe("aborted");

  const download = new AbortController();
  const [, message] = await smartsend("stalled", [["film", new Uint8Array(5000), "video"]], {
    nats_connection: connection,
    fileserver_url: files.url,
    size_threshold: 1000,
  });
  const receiving = await rejectedError(
    smartreceive(message, {
      signal: download.signal,
      fileserver_download_handler: () => {
        setImmediate(() => download.abort());
        return new Promise(() => undefined);
      },
    }),
  );
  expect(receiving.code).toBe("aborted");
});

test("a stream with a wrong chunk is ended", async () => {
  const readable = Readable.from([new Uint8Array(10), "text", new Uint8Array(10)]);
  const error = await rejectedError(
    smartsend("wrong", [["film", readable, "video"]], { nats_connection: connection }),
  );
  expect(error.code).toBe("invalid_payload");
  expect(readable.destroyed).toBe(true);
});

test("streams whose turn did not come are ended, too", async () => {
  const readable = Readable.from([new Uint8Array(10)]);
  const { promise: cancelled, resolve } = Promise.withResolvers<string>();
  const stream = new ReadableStream<Uint8Array>({ cancel: () => resolve("cancelled") });
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const payloads: SendPayload[] = [
    ["circle", circle, "dictionary"],
    ["film", readable, "video"],
    ["sound", stream, "audio"],
    ["text", "unharmed", "text"],
  ];
  const error = await rejectedError(smartsend("wrong", payloads, { nats_connection: connection }));
  expect(error).toMatchObject({ code: "invalid_payload", details: { index: 0 } });
  expect(await cancelled).toBe("cancelled");
  expect(readable.destroyed).toBe(true);
});

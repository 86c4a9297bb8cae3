import { faultServer, rejectedError } from "testkit";
import { expect, test } from "vitest";
import { downloadStream } from "./download-stream.ts";
import { httpDownload } from "./http-download.ts";
import type { ReadOptions } from "./read-options.ts";

const BODY = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251);
const stream = (url: string, options: ReadOptions = {}) =>
  downloadStream((from, signal) => httpDownload(url, { ...from, signal, headers_timeout: 0 }), {
    base_delay: 1,
    max_delay: 4,
    label: url,
    ...options,
  });
const collect = async (body: ReadableStream<Uint8Array>) =>
  new Uint8Array(await new Response(body as BodyInit).arrayBuffer());

test("asks for nothing before the first read", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY }]);
  const body = stream(server.url);
  await body.cancel();
  expect(server.requests).toEqual([]);
});

test.each([
  ["with Range", '"v"'],
  ["without Range", undefined],
])("reads on after a break %s, each byte given once", async (_name, etag) => {
  const file = { kind: "file", body: BODY, ...(etag === undefined ? {} : { etag }) } as const;
  await using server = await faultServer([{ ...file, cut: 100_000 }, file]);
  const progress: number[] = [];
  const bytes = await collect(
    stream(server.url, {
      isChecked: true,
      onProgress: ({ loaded }) => progress.push(loaded),
    }),
  );
  expect(bytes).toEqual(BODY);
  expect(progress.at(-1)).toBe(300_000);
  expect(progress).toEqual([...progress].sort((left, right) => left - right));
});

test("a file that changed after bytes were given out is checksum_mismatch at once", async () => {
  await using server = await faultServer([
    { kind: "file", body: BODY, etag: '"1"', cut: 100_000 },
    { kind: "file", body: BODY, etag: '"2"' },
  ]);
  const error = await rejectedError(collect(stream(server.url)));
  expect(error.code).toBe("checksum_mismatch");
  expect(error.message).toBe(`${server.url} changed while it was read`);
  expect(server.requests.length).toBe(2);
  await server.quiet();
});

test("a wrong length is known before the first byte, and tried again", async () => {
  await using server = await faultServer([
    { kind: "answer", body: "<html>" },
    { kind: "file", body: BODY },
  ]);
  expect(await collect(stream(server.url, { size: 300_000 }))).toEqual(BODY);
});

test("a body longer than its size errors before more is given out than was promised", async () => {
  await using server = await faultServer([{ kind: "endless" }]);
  const reader = stream(server.url, { size: 100 }).getReader();
  const error = await rejectedError(reader.read());
  expect(error.code).toBe("checksum_mismatch");
  await server.quiet();
});

test("a slow consumer is no stalled server", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY }]);
  const reader = stream(server.url, { idle_timeout: 30, max_retries: 1 }).getReader();
  const first = await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 100));
  let length = first.value?.length ?? 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
  }
  expect(length).toBe(300_000);
});

test("cancelling ends the request", async () => {
  await using server = await faultServer([{ kind: "endless" }]);
  const reader = stream(server.url).getReader();
  await reader.read();
  await reader.cancel();
  await server.quiet();
});

test("cancelling during a stalled read ends the request", async () => {
  await using server = await faultServer([{ kind: "stall" }]);
  const reader = stream(server.url).getReader();
  const reading = reader.read();
  await server.arrived(1);
  await reader.cancel();
  expect(await reading).toEqual({ done: true, value: undefined });
  await server.quiet();
});

test("abort errors the stream", async () => {
  await using server = await faultServer([{ kind: "endless" }]);
  const controller = new AbortController();
  const reader = stream(server.url, { signal: controller.signal }).getReader();
  await reader.read();
  controller.abort("enough");
  const error = await rejectedError(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  );
  expect(error).toMatchObject({ code: "aborted", cause: "enough" });
  await server.quiet();
});

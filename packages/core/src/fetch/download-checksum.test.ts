import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { type FaultScript, faultServer, rejectedError } from "testkit";
import { expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";

/** Just what is worth a thread. */
const BIG = 64 * 1024 * 1024;
const body = new Uint8Array(BIG);
for (let at = 0; at < BIG; at += 4096) body[at] = (at >>> 12) % 251;
const damaged = body.slice();
damaged[BIG - 1] = 1;
const digest = createHash("sha256").update(body).digest("hex");

const quick = { base_delay: 1, max_delay: 2 } as const;
const linkTo = (url: string) =>
  JSON.stringify({
    correlation_id: "c",
    msg_id: "m",
    payloads: [
      {
        dataname: "file",
        payload_type: "binary",
        transport: "link",
        size: BIG,
        data: `${url}/x`,
        metadata: { checksum: digest },
      },
    ],
  });

async function receive(script: FaultScript): Promise<{ equals: boolean; requests: number }> {
  await using server = await faultServer(script);
  const options = { allowed_link_origins: [server.url], ...quick };
  const { payloads, payload_info } = await smartreceive(linkTo(server.url), options);
  expect(payload_info[0]?.verified).toBe(true);
  const equals = Buffer.from(payloads[0]?.[1] as Uint8Array).equals(body);
  return { equals, requests: server.requests.length };
}

test("a big payload comes whole, over a break and after damage", async () => {
  const file = { kind: "file", body, etag: '"1"' } as const;
  expect(await receive([file])).toEqual({ equals: true, requests: 1 });
  expect(await receive([{ ...file, cut: 40_000_000 }, file])).toEqual({
    equals: true,
    requests: 2,
  });
  expect(await receive([{ ...file, body: damaged }, file])).toEqual({ equals: true, requests: 2 });
  // Without Range the second attempt begins anew.
  expect(
    await receive([
      { kind: "file", body, cut: 40_000_000 },
      { kind: "file", body },
    ]),
  ).toEqual({ equals: true, requests: 2 });
});

test("a big payload that was compressed on the way comes whole", async () => {
  const headers = { "content-encoding": "gzip" };
  const answer = { kind: "answer", body: gzipSync(body, { level: 1 }), headers } as const;
  expect(await receive([answer])).toEqual({ equals: true, requests: 1 });
});

test("a big payload that stays damaged is checksum_mismatch, eager and as a stream", async () => {
  await using server = await faultServer([{ kind: "file", body: damaged, etag: '"1"' }]);
  const options = { allowed_link_origins: [server.url], ...quick, max_retries: 2 };
  const eager = await rejectedError(smartreceive(linkTo(server.url), options));
  expect(eager).toMatchObject({ code: "checksum_mismatch", details: { dataname: "file" } });
  expect(server.requests).toHaveLength(2);

  const { payloads } = await smartreceive(linkTo(server.url), { ...options, lazy: true });
  let size = 0;
  const reading = (async () => {
    for await (const chunk of payloads[0]?.[1].stream() ?? []) size += chunk.length;
  })();
  expect(await rejectedError(reading)).toMatchObject({ code: "checksum_mismatch" });
  expect(size).toBe(BIG);
});

test("a big stream gives every byte and stays the reader's own", async () => {
  await using server = await faultServer([{ kind: "file", body }]);
  const { payloads } = await smartreceive(linkTo(server.url), {
    allowed_link_origins: [server.url],
    lazy: true,
  });
  const chunks = await Array.fromAsync(payloads[0]?.[1].stream() ?? []);
  expect(Buffer.concat(chunks).equals(body)).toBe(true);
});

test("abort ends a big download", async () => {
  await using server = await faultServer([{ kind: "endless", announced: BIG }]);
  const controller = new AbortController();
  const error = await rejectedError(
    smartreceive(linkTo(server.url), {
      allowed_link_origins: [server.url],
      signal: controller.signal,
      on_progress: ({ loaded }) => {
        if (loaded > 10_000_000) controller.abort();
      },
    }),
  );
  expect(error.code).toBe("aborted");
  await server.quiet();
});

test("where threads are forbidden, hashing goes on without one", async () => {
  const module = JSON.stringify(new URL("./download-checksum.node.ts", import.meta.url).href);
  const program = `
    const { createDownloadChecksum } = await import(${module});
    const { onChunk, openCollector, digestHex } = createDownloadChecksum(2 ** 30);
    onChunk(new Uint8Array(5), 0);
    console.log(await digestHex(), openCollector);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--permission",
    "--allow-fs-read=*",
    "--conditions=@natsbridge/source",
    "--input-type=module",
    "--eval",
    program,
  ]);
  const expected = createHash("sha256").update(new Uint8Array(5)).digest("hex");
  expect(stdout.trim()).toBe(`${expected} undefined`);
});

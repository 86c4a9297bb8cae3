import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FaultScript, faultServer, rejectedError } from "testkit";
import { describe, expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";
import { bytes, linkTo, message, quick } from "./link-message.test.support.ts";

describe("lazy", () => {
  test("nothing is fetched before it is asked for; each method, more than once", async () => {
    await using server = await faultServer([{ kind: "file", body: bytes }]);
    const text = Buffer.from('{"a":[1,2]}');
    const payloads = [
      linkTo(`${server.url}/x`),
      {
        dataname: "j",
        payload_type: "dictionary",
        transport: "direct",
        data: text.toString("base64"),
      },
      {
        dataname: "v",
        payload_type: "dictionary",
        transport: "direct",
        encoding: "json",
        data: { b: 1 },
      },
    ];
    const env = await smartreceive(message(payloads), {
      allowed_link_origins: [server.url],
      lazy: true,
    });
    expect(server.requests).toHaveLength(0);
    expect(env.payload_info.map(({ size, verified }) => [size, verified])).toEqual([
      [100_000, false],
      [undefined, false],
      [undefined, false],
    ]);
    const [file, json, value] = env.payloads.map(([, handle]) => handle);
    expect([file?.dataname, file?.type, file?.size]).toEqual(["file", "binary", 100_000]);
    expect(await file?.bytes()).toEqual(bytes);
    expect(await file?.value()).toEqual(bytes);
    expect(Buffer.concat(await Array.fromAsync(file?.stream() ?? []))).toEqual(Buffer.from(bytes));
    expect(server.requests).toHaveLength(3);
    expect(await json?.value()).toEqual({ a: [1, 2] });
    expect(await json?.json()).toEqual({ a: [1, 2] });
    expect(await json?.text()).toBe('{"a":[1,2]}');
    expect(Buffer.concat(await Array.fromAsync(json?.stream() ?? [])).toString()).toBe(
      '{"a":[1,2]}',
    );
    expect(await value?.value()).toEqual({ b: 1 });
    expect(await value?.text()).toBe('{"b":1}');
    expect(await rejectedError(json?.table() ?? Promise.resolve())).toMatchObject({
      code: "decode_error",
      details: { dataname: "j", index: 1 },
    });
  });

  test("handles fail one by one", async () => {
    await using server = await faultServer(({ path }) =>
      path === "/gone" ? { kind: "answer", status: 404 } : { kind: "file", body: bytes },
    );
    const env = await smartreceive(
      message([linkTo(`${server.url}/gone`), linkTo(`${server.url}/x`)]),
      {
        allowed_link_origins: [server.url],
        lazy: true,
      },
    );
    const error = await rejectedError(env.payloads[0]?.[1].bytes() ?? Promise.resolve());
    expect(error).toMatchObject({ code: "link_gone", details: { index: 0, dataname: "file" } });
    expect(await env.payloads[1]?.[1].bytes()).toEqual(bytes);
  });

  test("a stream goes on where it broke, and fails at its end when the bytes are wrong", async () => {
    const read = async (script: FaultScript) => {
      await using server = await faultServer(script);
      const env = await smartreceive(message([linkTo(`${server.url}/x`)]), {
        allowed_link_origins: [server.url],
        lazy: true,
        ...quick,
      });
      const chunks = await Array.fromAsync(env.payloads[0]?.[1].stream() ?? []);
      return {
        read: Buffer.concat(chunks),
        ranges: server.requests.map(({ headers }) => headers.range),
      };
    };
    const resumed = await read([
      { kind: "file", body: bytes, etag: '"1"', cut: 60_000 },
      { kind: "file", body: bytes, etag: '"1"' },
    ]);
    expect(resumed.read.equals(bytes)).toBe(true);
    expect(resumed.ranges[0]).toBe(undefined);
    expect(resumed.ranges[1]).toMatch(/^bytes=\d+-$/);
    const error = await rejectedError(read([{ kind: "file", body: bytes.toReversed() }]));
    expect(error).toMatchObject({ code: "checksum_mismatch", details: { index: 0 } });
  });

  test("saveTo writes a whole file or none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "natsbridge-save-"));
    try {
      await using server = await faultServer(({ path }) => ({
        kind: "file",
        body: path === "/good" ? bytes : bytes.toReversed(),
      }));
      const env = await smartreceive(
        message([linkTo(`${server.url}/good`), linkTo(`${server.url}/bad`)]),
        { allowed_link_origins: [server.url], lazy: true, ...quick },
      );
      await env.payloads[0]?.[1].saveTo(join(folder, "good"));
      expect(await readFile(join(folder, "good"))).toEqual(Buffer.from(bytes));
      const error = await rejectedError(
        env.payloads[1]?.[1].saveTo(join(folder, "bad")) ?? Promise.resolve(),
      );
      expect(error.code).toBe("checksum_mismatch");
      const missing = await rejectedError(
        env.payloads[0]?.[1].saveTo(join(folder, "no", "such")) ?? Promise.resolve(),
      );
      expect(missing.message).toContain("ENOENT");
      expect(await readdir(folder)).toEqual(["good"]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("a stream that is not read to its end ends the transfer", async () => {
    await using server = await faultServer([{ kind: "endless", announced: 1_000_000_000 }]);
    const link = linkTo(`${server.url}/x`, { size: 1_000_000_000 });
    const env = await smartreceive(message([link]), {
      allowed_link_origins: [server.url],
      lazy: true,
    });
    for await (const chunk of env.payloads[0]?.[1].stream() ?? []) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    await server.quiet();
  });
});

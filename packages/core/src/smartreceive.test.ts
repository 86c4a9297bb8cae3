import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchWithBackoff } from "@natsbridge/fileserver";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { NatsBridgeError } from "@natsbridge/schema";
import { type FaultScript, faultServer } from "testkit";
import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import type { SmartReceiveOptions } from "./options/receive-options.ts";
import type { ReceivedEnvelope } from "./receive/received.ts";
import { smartreceive } from "./smartreceive.ts";
import { smartsend } from "./smartsend.ts";

const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 251);
const checksum = createHash("sha256").update(bytes).digest("hex");

function message(payloads: unknown[], fields: object = {}): string {
  return JSON.stringify({ correlation_id: "c", msg_id: "m", ...fields, payloads });
}

function linkTo(url: string, changes: object = {}): object {
  return {
    dataname: "file",
    payload_type: "binary",
    transport: "link",
    size: bytes.byteLength,
    data: url,
    metadata: { checksum },
    ...changes,
  };
}

async function failure(promise: Promise<unknown>): Promise<NatsBridgeError> {
  const error: unknown = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (NatsBridgeError.isInstance(error)) return error;
  throw error;
}

type EagerOptions = Omit<SmartReceiveOptions, "lazy">;

const quick: EagerOptions = { base_delay: 1, max_delay: 2 };

/** Receives a link that a server answers as told. */
async function receiveFrom(
  script: FaultScript,
  options: EagerOptions = {},
  changes: object = {},
): Promise<{ env: ReceivedEnvelope; requests: number }> {
  await using server = await faultServer(script);
  const env = await smartreceive(message([linkTo(`${server.url}/file/u/f/x`, changes)]), {
    allowed_link_origins: [server.url],
    ...quick,
    ...options,
  });
  return { env, requests: server.requests.length };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("what is taken", () => {
  const hello = message([
    { dataname: "t", payload_type: "text", transport: "direct", data: "aGk=", encoding: "base64" },
  ]);

  test.each([
    ["the JSON text", hello],
    ["the bytes", Buffer.from(hello)],
    ["bytes behind a byte order mark", Buffer.from(`\uFEFF${hello}`)],
    ["a message", { data: new TextEncoder().encode(hello), subject: "s" }],
  ])("%s", async (_name, input) => {
    const env = await smartreceive(input);
    expect(env.payloads).toEqual([["t", "hi", "text"]]);
    expect(env.payload_info).toEqual([
      {
        id: "",
        dataname: "t",
        payload_type: "text",
        transport: "direct",
        size: 2,
        checksum: undefined,
        verified: false,
        metadata: {},
      },
    ]);
  });

  test.each([
    [undefined, "got undefined without data"],
    [null, "got null without data"],
    [{ data: 5 }, "got object without data"],
    ["", "the body is empty"],
    ["not json", "Not a msg_envelope_v1: "],
    ["[]", "expected object, got an array"],
    [Uint8Array.of(0xff, 0xfe), "not UTF-8"],
    ["{}", "correlation_id is missing; msg_id is missing; payloads is missing"],
  ])("%j is invalid_envelope", async (input, text) => {
    const error = await failure(smartreceive(input as string));
    expect(error.code).toBe("invalid_envelope");
    expect(error.message).toContain(text);
  });

  test("the type of a tuple narrows its value", async () => {
    const env = await smartreceive(hello);
    for (const [, data, type] of env.payloads) {
      if (type === "text") expectTypeOf(data).toEqualTypeOf<string>();
      if (type === "image") expectTypeOf(data).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
    }
  });

  test("whole numbers beyond 2^53 in the envelope are exact too, whatever is asked for", async () => {
    const text = message([]).replace('"payloads"', '"metadata":{"n":9007199254740993},"payloads"');
    expect((await smartreceive(text)).metadata).toEqual({ n: 9007199254740993n });
    expect((await smartreceive(text, { unsafe_integers: "number" })).metadata).toEqual({
      n: Number("9007199254740993"),
    });
    expect((await failure(smartreceive(text, { unsafe_integers: "error" }))).code).toBe(
      "invalid_envelope",
    );
  });
});

describe("links", () => {
  test("a good link is downloaded and checked", async () => {
    const { env, requests } = await receiveFrom([{ kind: "file", body: bytes }]);
    expect(env.payloads).toEqual([["file", bytes, "binary"]]);
    expect(env.payload_info[0]).toMatchObject({ size: 100_000, checksum, verified: true });
    expect(requests).toBe(1);
  });

  test.each([
    [
      "http://other.example/x",
      'Payload 0 "file": http://other.example (link fe7ab6bf) refused: origin http://other.example is not allowed',
    ],
    ["file:///etc/passwd", "file: is neither http: nor https:"],
    ["http://localhost:8080@evil.example/", "user or password"],
    ["http://localhost:8081/x", "origin http://localhost:8081 is not allowed"],
    ["/relative", "not an absolute URL"],
    ["javascript:alert(1)", "javascript: is neither"],
  ])("%s is refused before anything is fetched", async (url, text) => {
    await using server = await faultServer([{ kind: "file", body: bytes }]);
    const error = await failure(
      smartreceive(message([linkTo(url), linkTo(`${server.url}/good`)]), {
        allowed_link_origins: [server.url],
      }),
    );
    expect(error.code).toBe("link_forbidden");
    expect(error.message).toContain(text);
    expect(error.details).toMatchObject({ dataname: "file", index: 0 });
    expect(server.requests).toEqual([]);
  });

  test("a refused second link keeps the first from being fetched", async () => {
    await using server = await faultServer([{ kind: "file", body: bytes }]);
    const links = [linkTo(`${server.url}/a`), linkTo("http://other.example/b")];
    const error = await failure(
      smartreceive(message(links), { allowed_link_origins: [server.url] }),
    );
    expect(error.code).toBe("link_forbidden");
    expect(server.requests).toEqual([]);
  });

  test("origins from the environment, any, and what is malformed there", async () => {
    await using server = await faultServer([{ kind: "file", body: bytes }]);
    const text = message([linkTo(`${server.url}/a`)]);
    vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", `https://a.example, ${server.url}`);
    expect((await smartreceive(text)).payloads).toHaveLength(1);
    vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", "any");
    expect((await smartreceive(text)).payloads).toHaveLength(1);
    vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", "");
    expect((await failure(smartreceive(text))).code).toBe("link_forbidden");
    vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", "nonsense");
    const error = await failure(smartreceive(text));
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain("NATSBRIDGE_ALLOWED_LINK_ORIGINS");
    vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", "");
    vi.stubEnv("FILESERVER_URL", server.url);
    const plik = message([linkTo(`${server.url}/file/u/f/a`)]);
    expect((await smartreceive(plik)).payloads).toHaveLength(1);
  });

  test("the policy stays on with our own download handler", async () => {
    const error = await failure(
      smartreceive(message([linkTo("http://127.0.0.1:1/x")]), {
        fileserver_download_handler: fetchWithBackoff,
      }),
    );
    expect(error.code).toBe("link_forbidden");
  });

  const web = "<html>a web page</html>";
  const faults: [string, FaultScript, string, number][] = [
    ["404", [{ kind: "answer", status: 404 }], "link_gone", 1],
    ["410", [{ kind: "answer", status: 410 }], "link_gone", 1],
    ["403", [{ kind: "answer", status: 403 }], "link_refused", 1],
    [
      "a redirect",
      [{ kind: "answer", status: 302, headers: { location: "http://169.254.169.254/" } }],
      "link_refused",
      1,
    ],
    [
      "Plik's redirect for a file that is gone",
      [
        {
          kind: "answer",
          status: 301,
          headers: { location: "/#/?err=file x is not available : deleted&errcode=404&uri=/x" },
        },
      ],
      "link_gone",
      1,
    ],
    [
      "a web page",
      [{ kind: "answer", body: web, headers: { "content-type": "text/html" } }],
      "checksum_mismatch",
      5,
    ],
    ["503 for ever", [{ kind: "answer", status: 503 }], "link_unreachable", 5],
    ["a reset for ever", [{ kind: "reset" }], "link_unreachable", 5],
    ["too many bytes", [{ kind: "endless" }], "checksum_mismatch", 5],
  ];
  test.each(faults)("%s", async (_name, script, code, requests) => {
    await using server = await faultServer(script);
    const error = await failure(
      smartreceive(message([linkTo(`${server.url}/x?signature=secret`)]), {
        allowed_link_origins: [server.url],
        ...quick,
      }),
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain('Payload 0 "file"');
    expect(error.message).not.toContain("secret");
    expect(server.requests).toHaveLength(requests);
    await server.quiet();
  });

  test("a fault that passes is tried again", async () => {
    const { env, requests } = await receiveFrom([
      { kind: "answer", status: 503 },
      { kind: "reset" },
      { kind: "broken-body", body: bytes.subarray(0, 10), announced: 100_000, ending: "close" },
      { kind: "file", body: new Uint8Array(100_000) },
      { kind: "file", body: bytes },
    ]);
    expect(env.payloads).toEqual([["file", bytes, "binary"]]);
    expect(requests).toBe(5);
  });

  test("a one-shot file that broke half-way: gone, and the first fault is the cause", async () => {
    const error = await failure(
      receiveFrom([
        { kind: "broken-body", body: bytes.subarray(0, 10), announced: 100_000, ending: "reset" },
        { kind: "answer", status: 404 },
      ]),
    );
    expect(error.code).toBe("link_gone");
    expect(NatsBridgeError.isInstance(error.cause) && error.cause.code).toBe("link_unreachable");
  });

  test("limits: a size over the limit is refused before the request, a claim before the body", async () => {
    await using server = await faultServer([{ kind: "endless", announced: 10_000_000_000 }]);
    const options = { allowed_link_origins: [server.url], max_download_bytes: 1000 };
    const text = message([linkTo(`${server.url}/x`)]);
    expect((await failure(smartreceive(text, options))).code).toBe("link_too_large");
    expect(server.requests).toHaveLength(0);
    const unknown = message([linkTo(`${server.url}/x`, { size: null })]);
    expect((await failure(smartreceive(unknown, options))).code).toBe("link_too_large");
    expect(server.requests).toHaveLength(1);
    await server.quiet();
  });

  test("a server that says nothing, one that stops half-way", async () => {
    const silent = await failure(
      receiveFrom([{ kind: "stall" }], { headers_timeout: 30, max_retries: 2 }),
    );
    expect(silent.code).toBe("link_unreachable");
    const half = await failure(
      receiveFrom(
        [{ kind: "broken-body", body: bytes.subarray(0, 10), announced: 100_000, ending: "stall" }],
        {
          idle_timeout: 30,
          max_retries: 2,
        },
      ),
    );
    expect(half.code).toBe("link_unreachable");
    const whole = await failure(
      receiveFrom([{ kind: "drip", body: bytes, chunk: 1, interval: 5 }], { total_timeout: 50 }),
    );
    expect(whole.code).toBe("link_unreachable");
  });

  test("an abort ends the download", async () => {
    const abort = new AbortController();
    await using server = await faultServer([
      { kind: "drip", body: bytes, chunk: 100, interval: 1 },
    ]);
    const error = await failure(
      smartreceive(message([linkTo(`${server.url}/x`)]), {
        allowed_link_origins: [server.url],
        signal: abort.signal,
        on_progress: () => abort.abort(),
      }),
    );
    expect(error.code).toBe("aborted");
    await server.quiet();
  });

  test("one bad payload fails the message, and the other downloads end", async () => {
    await using server = await faultServer(({ path }) =>
      path === "/bad"
        ? { kind: "answer", status: 404 }
        : { kind: "drip", body: bytes, chunk: 10, interval: 1 },
    );
    const error = await failure(
      smartreceive(message([linkTo(`${server.url}/slow`), linkTo(`${server.url}/bad`)]), {
        allowed_link_origins: [server.url],
      }),
    );
    expect(error.code).toBe("link_gone");
    expect(error.details.index).toBe(1);
    await server.quiet();
  });

  test("progress of a download", async () => {
    const seen: unknown[] = [];
    await receiveFrom([{ kind: "file", body: bytes }], { on_progress: (each) => seen.push(each) });
    expect(seen.at(-1)).toEqual({
      dataname: "file",
      direction: "download",
      loaded: 100_000,
      total: 100_000,
    });
  });
});

describe("a download handler of the caller's", () => {
  test("gets the seed's arguments; size and checksum are still checked", async () => {
    const calls: unknown[] = [];
    const receive = (answer: unknown) =>
      smartreceive(message([linkTo("custom://anything")]), {
        max_retries: 3,
        fileserver_download_handler: (async (...call: unknown[]) => {
          calls.push(call);
          if (answer instanceof Error) throw answer;
          return answer;
        }) as never,
      });
    expect((await receive(bytes)).payloads).toEqual([["file", bytes, "binary"]]);
    expect(calls).toEqual([["custom://anything", 3, 100, 5000, "c"]]);
    expect((await failure(receive(bytes.subarray(1)))).code).toBe("checksum_mismatch");
    expect((await failure(receive("text"))).code).toBe("invalid_config");
    const error = await failure(receive(new Error("offline")));
    expect(error).toMatchObject({ code: "link_unreachable", message: 'Payload 0 "file": offline' });
  });
});

describe("options", () => {
  test.each([
    [{ max_retries: 0 }, "max_retries: expected a whole number, at least 1, got 0"],
    [{ base_delay: "1" }, "base_delay"],
    [{ max_delay: NaN }, "max_delay"],
    [{ max_download_bytes: -1 }, "max_download_bytes"],
    [{ fileservers: "x" }, "fileservers: expected a list"],
    [{ allowed_link_origins: "http://x" }, "allowed_link_origins"],
    [{ allowed_link_origins: ["http://*.x"] }, "allowed_link_origins"],
    [{ fileserver_download_handler: 5 }, "fileserver_download_handler: expected a function"],
    [{ unsafe_integers: "maybe" }, "unsafe_integers"],
  ])("%j", async (options, text) => {
    const error = await failure(smartreceive(message([]), options as EagerOptions));
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(text);
  });

  test("log lines carry the correlation id, and only it", async () => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    await receiveFrom(
      [
        { kind: "answer", status: 503 },
        { kind: "file", body: bytes },
      ],
      { logger },
    );
    expect(lines).toEqual([
      expect.stringMatching(
        /^\[.{24}\] \[Correlation: c\] Message m received with 1 payload\(s\)$/,
      ),
      expect.stringMatching(
        /^\[.{24}\] \[Correlation: c\] Attempt 1 at http:\S+ \(link [0-9a-f]{8}\) failed \(.*\), next in \d+ ms$/,
      ),
      expect.stringMatching(/ Payload 0 "file" read: binary, link, checksum verified$/),
    ]);
  });
});

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
    expect(await failure(json?.table() ?? Promise.resolve())).toMatchObject({
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
    const error = await failure(env.payloads[0]?.[1].bytes() ?? Promise.resolve());
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
    const error = await failure(read([{ kind: "file", body: bytes.toReversed() }]));
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
      const error = await failure(
        env.payloads[1]?.[1].saveTo(join(folder, "bad")) ?? Promise.resolve(),
      );
      expect(error.code).toBe("checksum_mismatch");
      const missing = await failure(
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

test("fan-out: fifty receivers of one linked payload", async () => {
  await using files = await createLocalFileServer({});
  const [, json] = await smartsend("s", [["big", bytes, "binary"]], {
    is_publish: false,
    size_threshold: 0,
    fileserver_url: files.url,
  });
  const received = await Promise.all(
    Array.from({ length: 50 }, () => smartreceive(json, { fileserver_url: files.url })),
  );
  expect(
    received.every(({ payloads }) => Buffer.from(bytes).equals(payloads[0]?.[1] as Uint8Array)),
  ).toBe(true);
});

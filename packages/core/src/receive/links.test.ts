import { fetchWithBackoff } from "@natsbridge/fileserver";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { NatsBridgeError } from "@natsbridge/schema";
import { type FaultScript, faultServer, rejectedError } from "testkit";
import { afterEach, describe, expect, test, vi } from "vitest";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";
import {
  bytes,
  checksum,
  linkTo,
  message,
  quick,
  receiveFrom,
} from "./link-message.test.support.ts";

afterEach(() => {
  vi.unstubAllEnvs();
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
    const error = await rejectedError(
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
    const error = await rejectedError(
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
    expect((await rejectedError(smartreceive(text))).code).toBe("link_forbidden");
    vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", "nonsense");
    const error = await rejectedError(smartreceive(text));
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain("NATSBRIDGE_ALLOWED_LINK_ORIGINS");
    vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", "");
    vi.stubEnv("FILESERVER_URL", server.url);
    const plik = message([linkTo(`${server.url}/file/u/f/a`)]);
    expect((await smartreceive(plik)).payloads).toHaveLength(1);
  });

  test("the policy stays on with our own download handler", async () => {
    const error = await rejectedError(
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
    const error = await rejectedError(
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
    const error = await rejectedError(
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
    expect((await rejectedError(smartreceive(text, options))).code).toBe("link_too_large");
    expect(server.requests).toHaveLength(0);
    const unknown = message([linkTo(`${server.url}/x`, { size: null })]);
    expect((await rejectedError(smartreceive(unknown, options))).code).toBe("link_too_large");
    expect(server.requests).toHaveLength(1);
    await server.quiet();
  });

  test("a server that says nothing, one that stops half-way", async () => {
    const silent = await rejectedError(
      receiveFrom([{ kind: "stall" }], { headers_timeout: 30, max_retries: 2 }),
    );
    expect(silent.code).toBe("link_unreachable");
    const half = await rejectedError(
      receiveFrom(
        [{ kind: "broken-body", body: bytes.subarray(0, 10), announced: 100_000, ending: "stall" }],
        {
          idle_timeout: 30,
          max_retries: 2,
        },
      ),
    );
    expect(half.code).toBe("link_unreachable");
    const whole = await rejectedError(
      receiveFrom([{ kind: "drip", body: bytes, chunk: 1, interval: 5 }], { total_timeout: 50 }),
    );
    expect(whole.code).toBe("link_unreachable");
  });

  test("an abort ends the download", async () => {
    const abort = new AbortController();
    await using server = await faultServer([
      { kind: "drip", body: bytes, chunk: 100, interval: 1 },
    ]);
    const error = await rejectedError(
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
    const error = await rejectedError(
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
    expect((await rejectedError(receive(bytes.subarray(1)))).code).toBe("checksum_mismatch");
    expect((await rejectedError(receive("text"))).code).toBe("invalid_config");
    const error = await rejectedError(receive(new Error("offline")));
    expect(error.code).toBe("link_unreachable");
    expect(error.message).toMatch(/^Payload 0 "file": offline\. See that the file server runs/);
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

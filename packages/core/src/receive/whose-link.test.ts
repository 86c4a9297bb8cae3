import { createHash } from "node:crypto";
import type { FileServer } from "@natsbridge/fileserver";
import { createHttpFileServer } from "@natsbridge/fileserver-http";
import { createObjectStoreFileServer } from "@natsbridge/fileserver-objectstore";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { createS3FileServer } from "@natsbridge/fileserver-s3";
import { faultServer, rejectedError } from "testkit";
import { afterEach, describe, expect, test, vi } from "vitest";
import { removeFiles } from "../consume/remove-files.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { receiveSettings } from "../options/receive-settings.ts";
import { smartreceive } from "../smartreceive.ts";

const removeLinks = (links: Parameters<typeof removeFiles>[0], options: SmartReceiveOptions) =>
  removeFiles(links, receiveSettings(options));

const FILE = "0b4d5c1e-7f0a-4e5b-9c3d-2f1e0d9c8b7a-report.bin";
const bytes = new TextEncoder().encode("what it holds");
const checksum = createHash("sha256").update(bytes).digest("hex");
const port = (url: string) => new URL(url).port;

function message(...links: string[]): string {
  const payloads = links.map((data) => ({
    dataname: "file",
    payload_type: "binary",
    transport: "link",
    data,
    metadata: { checksum },
  }));
  return JSON.stringify({ correlation_id: "c", msg_id: "m", payloads });
}

const receive = (link: string, options: SmartReceiveOptions) =>
  smartreceive(message(link), { max_retries: 1, ...options, lazy: false });
const outcome = (link: string, options: SmartReceiveOptions) =>
  receive(link, options).then(
    () => "read",
    ({ code }) => code,
  );
const fileServer = () => faultServer(() => ({ kind: "file", body: bytes }) as const);

const headers = { authorization: "Bearer s3cret" };
const s3 = (endpoint: string, more: object = {}): FileServer =>
  createS3FileServer({
    endpoint,
    bucket: "own",
    access_key_id: "a",
    secret_access_key: "s",
    headers: { "x-secret": "s3cret" },
    ...more,
  });

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a store reads and removes only links of its own shape", () => {
  const stores: [string, (url: string) => FileServer, string, string[]][] = [
    [
      "http",
      (url) => createHttpFileServer({ url: `${url}/in`, headers }),
      `/in/${FILE}`,
      [
        `/in/..%2f${FILE}`,
        `/in/%2e%2e%2f${FILE}`,
        `/in/%252e%252e%252f${FILE}`,
        `/in/x%5c..%5c..%5c${FILE}`,
        `/in/sub/${FILE}`,
        `/in/sub%2f${FILE}`,
        "/in/other.bin",
        "/in/",
        "/in",
        `/other/${FILE}`,
        `/in/${FILE}?x=1`,
        `/in/${FILE}/..%2f..%2fx`,
      ],
    ],
    [
      "plik",
      (url) => createPlikFileServer({ url: `${url}/plik`, token: "s3cret" }),
      "/plik/file/abcDEF0123/XYZ987/a%20b.bin",
      [
        "/plik/upload/abcDEF0123",
        "/plik/file/abcDEF0123/XYZ987",
        "/plik/file/abcDEF0123/../../upload/abcDEF0123",
        "/plik/file/abcDEF0123/..%2f..%2f..%2fupload%2fabcDEF0123",
        "/plik/file/abcDEF0123/XYZ987/..%2f..%2f..%2f..%2fadmin",
        "/plik/me/token/1/2/3",
        "/file/abcDEF0123/XYZ987/a.bin",
        "/plik/file/abcDEF0123/XYZ987/a.bin?x",
      ],
    ],
    [
      "s3",
      (url) => s3(url, { prefix: "nb/" }),
      `/own/nb/${FILE}?X-Amz-Expires=60`,
      [
        `/own/${FILE}`,
        `/other/nb/${FILE}`,
        `/own/nb/..%2f${FILE}`,
        "/own/nb/backup.sql",
        `/own/nb/sub/${FILE}`,
        "/own/",
        "/",
      ],
    ],
  ];

  describe.each(stores)("%s", (_name, create, own, others) => {
    test("its own link is read through it, with its credentials", async () => {
      await using server = await fileServer();
      const store = create(server.url);
      expect(store.owns?.(`${server.url}${own}`)).toBe(true);
      expect(await outcome(`${server.url}${own}`, { fileservers: [store] })).toBe("read");
      expect(JSON.stringify(server.requests[0]?.headers)).toContain("s3cret");
    });

    test.each(others)("%s is not", async (path) => {
      await using server = await fileServer();
      const store = create(server.url);
      const link = `${server.url}${path}`;
      const error = await rejectedError(receive(link, { fileservers: [store] }));
      expect(error.code).toBe("link_forbidden");
      expect(error.message).toContain("none of that store's own links");
      expect(await removeLinks([{ url: link }], { fileservers: [store] })).toEqual([
        expect.objectContaining({ code: "link_forbidden" }),
      ]);
      expect(await rejectedError(store.remove?.({ url: link }) ?? Promise.resolve())).toMatchObject(
        { code: "unsupported" },
      );
      expect(server.requests).toEqual([]);
      // By an entry it is read, but never with the store's credentials.
      expect(
        await outcome(link, { fileservers: [store], allowed_link_origins: [server.url] }),
      ).toBe("read");
      expect(JSON.stringify(server.requests[0]?.headers)).not.toContain("s3cret");
    });
  });

  test("the object store knows its own by shape as well", async () => {
    const store = createObjectStoreFileServer({
      connection: { info: { max_payload: 1_000_000 }, publish: () => undefined } as never,
      gateway_url: "https://files.example.org/gate",
    });
    const owns = (path: string) => store.owns?.(`https://files.example.org${path}`);
    expect(owns(`/gate/natsbridge/${FILE}`)).toBe(true);
    expect(owns(`/gate/other/${FILE}`)).toBe(false);
    expect(owns(`/gate/natsbridge/..%2fother%2f${FILE}`)).toBe(false);
    // Another client's object in the bucket is read, and stays.
    expect(owns("/gate/natsbridge/somebody-elses")).toBe(true);
    expect(
      await rejectedError(
        store.remove?.({ url: "https://files.example.org/gate/natsbridge/somebody-elses" }) ??
          Promise.resolve(),
      ),
    ).toMatchObject({ code: "unsupported" });
  });
});

describe("fileserver_url", () => {
  test("means Plik's shape below its base path", async () => {
    await using server = await fileServer();
    const options = { fileserver_url: `${server.url}/plik` };
    expect(await outcome(`${server.url}/plik/file/u/f/x.bin`, options)).toBe("read");
    for (const path of ["/plik/other", "/file/u/f/x.bin", "/plik/file/u/f/..%2f..%2fx"])
      expect(await outcome(`${server.url}${path}`, options)).toBe("link_forbidden");
    expect(server.requests).toHaveLength(1);
  });

  test("its default is allowed only where neither a store, nor an address, nor an origin was given", async () => {
    const link = "http://localhost:8080/file/u/f/x.bin";
    const forbidden = "link_forbidden";
    const unreachable = await outcome(link, {});
    expect(unreachable).toMatch(/^link_(unreachable|gone)$/);
    expect(await outcome(link, { fileservers: [s3("https://s3.example.org")] })).toBe(forbidden);
    expect(await outcome(link, { fileserver_url: "https://plik.example.org" })).toBe(forbidden);
    expect(await outcome(link, { allowed_link_origins: ["https://h.example.org"] })).toBe(
      forbidden,
    );
    vi.stubEnv("FILESERVER_URL", "https://plik.example.org");
    expect(await outcome(link, {})).toBe(forbidden);
  });

  test("with a store and no fileserver_url, nothing is removed at the default address", async () => {
    const faults = await removeLinks([{ url: "http://localhost:8080/file/u/f/x.bin" }], {
      fileservers: [s3("https://s3.example.org")],
    });
    expect(faults).toEqual([expect.objectContaining({ code: "link_forbidden" })]);
  });
});

describe("a store of one's own", () => {
  const own = (url: string, more: Partial<FileServer> = {}) => {
    const removed: string[] = [];
    const read: string[] = [];
    const store: FileServer = {
      name: "own",
      capabilities: { range: false, ttl: false, remove: true, streaming: true, crossOrigin: false },
      upload: () => Promise.reject(new Error("no upload")),
      async download(link) {
        read.push(link);
        return { body: new Blob([bytes]).stream(), offset: 0, size: bytes.length };
      },
      async remove(file) {
        removed.push(file.url);
      },
      ...more,
    };
    return { store, read, removed, link: `${url}/anything` };
  };

  test("with neither owns nor origins reads the allowed links of nobody else, and removes none", async () => {
    const { store, read, removed, link } = own("https://h.example.org");
    expect(await outcome(link, { fileservers: [store] })).toBe("link_forbidden");
    const options = { fileservers: [store], allowed_link_origins: ["https://h.example.org"] };
    expect(await outcome(link, options)).toBe("read");
    expect(read).toEqual([link]);
    expect(await removeLinks([{ url: link }], options)).toHaveLength(1);
    expect(removed).toEqual([]);
  });

  test("with origins owns all links of them", async () => {
    const { store, removed, link } = own("https://h.example.org", {
      origins: ["https://h.example.org"],
    });
    expect(await outcome(link, { fileservers: [store] })).toBe("read");
    expect(await removeLinks([{ url: link }], { fileservers: [store] })).toEqual([]);
    expect(removed).toEqual([link]);
    expect(await outcome("http://h.example.org/x", { fileservers: [store] })).toBe(
      "link_forbidden",
    );
  });

  test("with owns answers for each link", async () => {
    const { store } = own("https://h.example.org", {
      origins: ["https://h.example.org"],
      owns: (link) => link.endsWith("/mine"),
    });
    expect(await outcome("https://h.example.org/mine", { fileservers: [store] })).toBe("read");
    expect(await outcome("https://h.example.org/x", { fileservers: [store] })).toBe(
      "link_forbidden",
    );
  });
});

describe("allowed_link_origins", () => {
  const folder = (entry: string) => [
    ["the option", { allowed_link_origins: [entry] }, undefined] as const,
    ["the environment", {}, entry] as const,
  ];

  test.each([0, 1])(
    "a folder allows only what is below it (%i: option, environment)",
    async (at) => {
      await using server = await fileServer();
      for (const entry of [`${server.url}/tenant-a/`, `${server.url}/tenant-a`]) {
        const [, options, variable] = folder(entry)[at] ?? [];
        vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", variable ?? "");
        const to = (path: string) => outcome(`${server.url}${path}`, options ?? {});
        expect(await to("/tenant-a/x")).toBe("read");
        expect(await to("/tenant-a/sub/x?y#z")).toBe("read");
        expect(await to("/tenant-b/x")).toBe("link_forbidden");
        expect(await to("/tenant-a")).toBe("link_forbidden");
        expect(await to("/tenant-ab/x")).toBe("link_forbidden");
        expect(await to("/tenant-a/../tenant-b/x")).toBe("link_forbidden");
        expect(await to("/tenant-a/%2e%2e/tenant-b/x")).toBe("link_forbidden");
        expect(await to("/tenant-a/..%2ftenant-b%2fx")).toBe("link_forbidden");
        expect(await to("/tenant-a/%252e%252e%252ftenant-b")).toBe("link_forbidden");
        expect(await to("/tenant-a/..%5ctenant-b")).toBe("link_forbidden");
        expect(await to("/tenant-a\\..\\tenant-b/x")).toBe("link_forbidden");
      }
    },
  );

  test.each([
    "https://*.example.org",
    "https://h.example.org/*",
    "*",
    "h.example.org",
    "ftp://h.example.org",
    "https://user:pw@h.example.org",
    "https://h.example.org?x",
    "https://h.example.org/#x",
    "https://",
  ])("%s is invalid_config, in the option and in the environment alike", async (entry) => {
    const link = "https://h.example.org/x";
    expect(await outcome(link, { allowed_link_origins: [entry] })).toBe("invalid_config");
    vi.stubEnv("NATSBRIDGE_ALLOWED_LINK_ORIGINS", `https://a.example.org,${entry}`);
    const error = await rejectedError(receive(link, {}));
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain("NATSBRIDGE_ALLOWED_LINK_ORIGINS");
    expect(error.message).not.toContain("pw");
  });
});

describe("loopback", () => {
  test("its three names are one origin for the policy, and no host is rewritten", async () => {
    await using server = await fileServer();
    const entry = `http://localhost:${port(server.url)}`;
    const link = `http://127.0.0.1:${port(server.url)}/x`;
    expect(await outcome(link, { allowed_link_origins: [entry] })).toBe("read");
    expect(server.requests[0]?.headers.host).toBe(`127.0.0.1:${port(server.url)}`);
    const otherPort = `http://localhost:${Number(port(server.url)) ^ 1}`;
    expect(await outcome(link, { allowed_link_origins: [otherPort] })).toBe("link_forbidden");
    const otherScheme = `https://localhost:${port(server.url)}`;
    expect(await outcome(link, { allowed_link_origins: [otherScheme] })).toBe("link_forbidden");
  });

  test("credentials and removal compare exactly", async () => {
    await using server = await fileServer();
    const store = createHttpFileServer({ url: `http://localhost:${port(server.url)}/in`, headers });
    const link = `http://127.0.0.1:${port(server.url)}/in/${FILE}`;
    expect(await outcome(link, { fileservers: [store] })).toBe("read");
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
    expect(await removeLinks([{ url: link }], { fileservers: [store] })).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });
});

describe("the error names", () => {
  test("another bucket, or path style, of one's own endpoint, and the entry that would allow it", async () => {
    const fileservers = [s3("https://s3.example.org")];
    const other = await rejectedError(
      receive("https://s3.example.org/other/dir/x?X-Amz-Signature=s3cret", { fileservers }),
    );
    expect(other.message).toContain(
      'leads to the server of the store "s3", but is none of that store\'s own links',
    );
    expect(other.message).toContain('add "https://s3.example.org/other/dir/" to');
    expect(other.message).not.toContain("s3cret");
    const style = await rejectedError(receive(`https://own.s3.example.org/x`, { fileservers }));
    expect(style.message).toContain('add "https://own.s3.example.org/" to');
  });
});

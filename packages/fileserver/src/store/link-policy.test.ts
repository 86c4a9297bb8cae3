import { expect, test } from "vitest";
import { linkOrigin } from "./link-entry.ts";
import { createLinkPolicy } from "./link-policy.ts";

const policy = createLinkPolicy({
  allowed_origins: ["http://files.example.org:80", "https://S3.Example.org.", "http://[::1]:8080"],
  max_bytes: 10,
});
const judge = (url: string) => {
  try {
    policy.assertAllowed(url, 'payload "a" (index 0)');
    return "allowed";
  } catch (error) {
    return error;
  }
};

test.each([
  "http://files.example.org/a?b#c",
  "http://FILES.example.org:80/a",
  "http://files.example.org./a",
  "https://s3.example.org:443/",
  "http://[::1]:8080/a",
  "http://[0:0:0:0:0:0:0:1]:8080/a",
  "http://localhost:8080/a",
  "http://127.0.0.1:8080/a",
])("%s is allowed", (url) => {
  expect(judge(url)).toBe("allowed");
});

test.each([
  "https://files.example.org/a",
  "http://files.example.org:8080/a",
  "http://files.example.org.evil.com/a",
  "http://evil.com/http://files.example.org/",
  "http://evil.com\\@files.example.org/",
  "http://files.example.org@evil.com/",
  "http://user@files.example.org/",
  "http://:pw@files.example.org/",
  "http://169.254.169.254/latest/meta-data",
  "http://127.0.0.1:8081/",
  "file:///etc/passwd",
  "data:text/plain,x",
  "javascript:alert(1)",
  "ftp://files.example.org/",
  "//files.example.org/a",
  "/a",
  "",
  "http://",
])("%s is link_forbidden", (url) => {
  expect(judge(url)).toMatchObject({ code: "link_forbidden", isRetryable: false });
});

test("the error says which origin was refused and how to allow it", () => {
  expect(judge("http://10.0.0.1:81/x?token=s3cret")).toMatchObject({
    message:
      'payload "a" (index 0): http://10.0.0.1:81 (link f7e63a67) refused: origin http://10.0.0.1:81 is not allowed ' +
      "(allowed: http://files.example.org/, https://s3.example.org/, http://[::1]:8080/). " +
      "To allow it, add it to allowed_link_origins or NATSBRIDGE_ALLOWED_LINK_ORIGINS",
  });
});

test('"any" allows every origin, but no other schemes and no users', () => {
  const any = createLinkPolicy({ allowed_origins: "any", max_bytes: 10 });
  any.assertAllowed("http://10.0.0.1/x", "x");
  expect(() => any.assertAllowed("file:///x", "x")).toThrow("neither http: nor https:");
  expect(() => any.assertAllowed("http://u:p@h/x", "x")).toThrow("it carries a user or password");
});

test.each([
  "files.example.org",
  "ftp://files.example.org",
  "http://*.example.org",
  "http://%2A.example.org",
  "http://files.example.org?x",
  "http://user:pw@files.example.org",
  "*",
  "any",
  "",
])("allowed origin %j is invalid_config", (origin) => {
  expect(() => createLinkPolicy({ allowed_origins: [origin], max_bytes: 1 })).toThrow(
    expect.objectContaining({
      code: "invalid_config",
      message: expect.stringContaining("allowed_origins"),
    }),
  );
});

test("linkOrigin names the setting that is wrong", () => {
  expect(linkOrigin("HTTP://Plik.Example.org:80/sub/", "fileserver_url")).toBe(
    "http://plik.example.org",
  );
  expect(() => linkOrigin("plik:8080", "FILESERVER_URL")).toThrow(
    'FILESERVER_URL: "plik:8080" is not an http or https URL',
  );
});

test.each([
  // Servers that merge slashes, or cut parameters off a segment, before they follow dots.
  "https://h/tenant-a/%2f../tenant-b/x",
  "https://h/tenant-a/%2f%2e%2e/tenant-b/x",
  "https://h/tenant-a/%2f%2f..%2f..%2ftenant-b/x",
  "https://h/tenant-a/..;/tenant-b/x",
  "https://h/tenant-a/..;a=b/tenant-b/x",
  "https://h/tenant-a/%252e.;/tenant-b/x",
])("%s may lead out of its folder", (url) => {
  const { assertAllowed } = createLinkPolicy({
    allowed_origins: ["https://h/tenant-a/"],
    max_bytes: 1,
  });
  expect(() => assertAllowed(url, "x")).toThrow(
    expect.objectContaining({ code: "link_forbidden" }),
  );
  expect(assertAllowed("https://h/tenant-a//b/c;d/x..;", "x")).toBeUndefined();
});

test("a store whose origins are no list owns nothing", () => {
  const stores = [{ name: "own", ...JSON.parse('{"origins":"https://h"}') }];
  const { assertAllowed } = createLinkPolicy({ allowed_origins: [], stores, max_bytes: 1 });
  expect(() => assertAllowed("https://h/x", "x")).toThrow(
    expect.objectContaining({ code: "link_forbidden" }),
  );
});

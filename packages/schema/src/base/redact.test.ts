import { expect, test } from "vitest";
import { redactUrl, stripCredentials } from "./redact.ts";

test.each([
  ["nats://localhost:4222", "nats://localhost:4222"],
  ["nats://user:pass@localhost:4222", "nats://localhost:4222"],
  ["nats://token@localhost", "nats://localhost"],
  ["user:p@ss@localhost:4222", "localhost:4222"],
  ["nats://a:b@one:1, tls://c@two:2,three:3", "nats://one:1, tls://two:2,three:3"],
  ["wss://u:p@host/path@x", "wss://host/path@x"],
])("stripCredentials(%s)", (url, expected) => {
  expect(stripCredentials(url)).toBe(expected);
});

test.each([
  ["https://h/file/a%20b.bin", "https://h/file/a%20b.bin"],
  ["https://u:p@h/k?X-Amz-Signature=abc#d", "https://h/k?…"],
  ["https://u:p,w@h/k", "https://h/k"],
  ["https:/u:p@h/k", "https:/h/k"],
  ["https:\\\\u:p@h/k", "https:\\\\h/k"],
  [" https://u:p@h/k", " https://h/k"],
  ["https://h\\@other/k", "https://h\\@other/k"],
  ["u:p@h/k", "h/k"],
])("redactUrl(%s)", (url, expected) => {
  expect(redactUrl(url)).toBe(expected);
});

test.each([" ", "a", "@", "/", "http:"])("redactUrl of a long link of %j takes no time", (text) => {
  const started = performance.now();
  redactUrl(text.repeat(300_000));
  expect(performance.now() - started).toBeLessThan(1_000);
});

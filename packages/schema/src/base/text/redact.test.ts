import { expect, test } from "vitest";
import { redactUrl } from "./redact.ts";

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

import { expect, test } from "vitest";
import { NatsBridgeError } from "../errors.ts";
import { errorText, foreignText } from "./error-text.ts";
import { redactLink } from "./redact.ts";

test("an error's message is one line, escaped and at most 2,000 characters, whatever it was made of", () => {
  const message = `a\r\nb\u001b[31m${"x".repeat(1_000_000)}`;
  const error = new NatsBridgeError({ code: "decode_error", message });
  expect(error.message).toBe(errorText(message));
  expect(error.message.startsWith("a\\u000d\\u000ab\\u001b[31mxxx")).toBe(true);
  expect(error.message).toHaveLength(2_000);
});

test("foreign text is cut to 200 characters, never through a character", () => {
  expect(foreignText("short")).toBe("short");
  expect(foreignText("y".repeat(201))).toBe(`${"y".repeat(199)}…`);
  expect(foreignText("😀".repeat(200))).toBe(`${"😀".repeat(99)}…`);
});

test("a link is shown by its origin and a hash", () => {
  expect(redactLink("https://u:p@files.example.org:8443/file/a?sig=1")).toBe(
    "https://files.example.org:8443 (link 45fb3701)",
  );
  expect(redactLink("no url")).toMatch(/^no URL \(link [0-9a-f]{8}\)$/);
});

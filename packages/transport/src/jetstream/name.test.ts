import { expect, test } from "vitest";
import { assertName, assertQueue } from "./name.ts";

const invalid = expect.objectContaining({ code: "invalid_config" });

test.each(["ORDERS", "orders-2", "bestellungen_ü"])("%s is a name", (name) => {
  assertName(name, "stream");
  assertQueue(name);
});

test.each([
  "",
  "a b",
  "a.b",
  "a*",
  "a>",
  "a/b",
  "a\\b",
  "a\r\nPUB x 0\r\n",
  "\u0000",
  "a".repeat(256),
])("%j is no name", (name) => {
  expect(() => assertName(name, "stream")).toThrowError(invalid);
});

test.each(["", "a b", "q 1\r\nPUB x 0\r\n", "\t"])("%j is no queue", (name) => {
  expect(() => assertQueue(name)).toThrowError(invalid);
});

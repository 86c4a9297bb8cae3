import { expect, test } from "vitest";
import { assertKnownOptions } from "./known-options.ts";

const KNOWN = { broker_url: true, fileserver_url: true, max_retries: true, lazy: true } as const;

test.each([
  ["url", "did you mean broker_url?"],
  ["maxRetries", "did you mean max_retries?"],
  ["max-retrys", "did you mean max_retries?"],
  ["Lazy", "did you mean lazy?"],
])("unknown option %s: %s", (name, hint) => {
  expect(() => assertKnownOptions("options", { [name]: null }, KNOWN)).toThrow(
    expect.objectContaining({
      code: "invalid_config",
      message: `options: unknown option "${name}"; ${hint}`,
    }),
  );
});

test("far from every name there is no guess; known names and nothing at all pass", () => {
  expect(() => assertKnownOptions("options", { colour: 1 }, KNOWN)).toThrow(
    'options: unknown option "colour"',
  );
  assertKnownOptions("options", { lazy: undefined, broker_url: "x" }, KNOWN);
  assertKnownOptions("options", undefined, KNOWN);
  expect(() => assertKnownOptions("options", "lazy" as unknown as object, KNOWN)).toThrow(
    "options: expected an object",
  );
});

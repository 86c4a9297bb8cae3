import { readFileSync } from "node:fs";
import { ERROR_CODES } from "@natsbridge/schema";
import { expect, test } from "vitest";

const repository = new URL("../../../../", import.meta.url);

test.each([
  "docs/wire-format.md",
  "apps/conformance/peers/python/natsbridge/errors.py",
  "apps/conformance/peers/julia/src/errors.jl",
])("%s names every error code", (path) => {
  const named = new Set(readFileSync(new URL(path, repository), "utf8").match(/[a-z_]+/g));
  expect(ERROR_CODES.filter((code) => !named.has(code))).toEqual([]);
});

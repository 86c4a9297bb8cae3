import { documentedNumbers } from "testkit";
import { expect, test } from "vitest";
import { resolveLocalSettings } from "./local-settings.ts";

test("the defaults that the README shows are those of the code", () => {
  const documented = documentedNumbers(new URL("../README.md", import.meta.url));
  expect(Object.keys(documented)).toEqual(["port", "maxFileBytes", "ttl", "sweepInterval"]);
  expect(resolveLocalSettings({})).toMatchObject(documented);
});

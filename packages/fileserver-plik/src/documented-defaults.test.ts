import { documentedNumbers } from "testkit";
import { expect, test } from "vitest";

test("the defaults that the README shows are those of the code", () => {
  const { idle_timeout } = documentedNumbers(new URL("../README.md", import.meta.url));
  // Those of every request of a store.
  expect({ idle_timeout }).toEqual({ idle_timeout: 30_000 });
});

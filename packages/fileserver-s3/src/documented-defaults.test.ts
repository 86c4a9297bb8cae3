import { documentedNumbers } from "testkit";
import { expect, test } from "vitest";
import { resolveS3Store } from "./s3-settings.ts";

test("the defaults that the README shows are those of the code", () => {
  const { idle_timeout, max_retries, base_delay, ...settings } = documentedNumbers(
    new URL("../README.md", import.meta.url),
  );
  // Those of every request of a store.
  expect({ idle_timeout, max_retries, base_delay }).toEqual({
    idle_timeout: 30_000,
    max_retries: 5,
    base_delay: 100,
  });
  expect(Object.keys(settings)).toEqual(["expires", "part_size"]);
  expect(
    resolveS3Store({
      endpoint: "http://h.example",
      bucket: "b",
      access_key_id: "a",
      secret_access_key: "s",
    }),
  ).toMatchObject(settings);
});

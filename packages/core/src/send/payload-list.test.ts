import { expect, test } from "vitest";
import { listPayloads } from "./payload-list.ts";

const TYPES = "text, dictionary, arrowtable, jsontable, image, audio, video, binary";

test.each([
  ["a word", "txt", '"txt"'],
  ["a bigint", 5n, "bigint"],
  ["nothing", undefined, "undefined"],
  ["null", null, "null"],
])("%s as the type is refused", (_what, type, shown) => {
  expect(() => listPayloads([["a", "b", type]], "chat")).toThrow(
    expect.objectContaining({
      code: "unsupported_type",
      message: `Payload 0 "a": unknown type ${shown}, expected one of ${TYPES}`,
    }),
  );
});

test.each([
  [null, "data: expected a list of [dataname, data, type], got null"],
  [{}, "data: expected a list of [dataname, data, type], got object"],
  [[null], "Payload 0: expected [dataname, data, type], got null"],
  [[["a", "b"]], "Payload 0: expected [dataname, data, type], got 2 items"],
])("%j is no list of payloads", (data, message) => {
  expect(() => listPayloads(data, "chat")).toThrow(
    expect.objectContaining({ code: "invalid_payload", message }),
  );
});

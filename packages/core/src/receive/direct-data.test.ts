import { expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";

function message(payload: object): string {
  const payloads = [{ dataname: "d", transport: "direct", payload_type: "text", ...payload }];
  return JSON.stringify({ correlation_id: "c", msg_id: "m", payloads });
}

test.each([
  ["base64", { data: "aGk=" }, "hi"],
  ["base64 of that size", { data: "aGk=", size: 2 }, "hi"],
  ["text of that size", { data: "aGk=", size: 4 }, "aGk="],
  ["text that is no base64", { data: "Hi there!", size: 9 }, "Hi there!"],
  ["JSON text", { data: '{"a":1}', size: 7, payload_type: "dictionary" }, { a: 1 }],
])("without an encoding: %s", async (_what, payload, value) => {
  const { payloads } = await smartreceive(message(payload));
  expect(payloads[0]?.[1]).toEqual(value);
});

test.each([
  ["fits neither way", { data: "aGk=", size: 3 }, "checksum_mismatch"],
  ["is no base64 and has no size", { data: "Hi there!" }, "decode_error"],
])("without an encoding: data that %s is refused", async (_what, payload, code) => {
  await expect(smartreceive(message(payload))).rejects.toMatchObject({ code });
});

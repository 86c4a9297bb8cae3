import { headers as headers3 } from "@nats-io/nats-core";
import { headers as headers2 } from "nats";
import { expect, test } from "vitest";
import { publishHeaders } from "../publish-on.ts";
import { headersSize } from "./headers.ts";

test.each([headers2, headers3])("the size of headers is what the client writes", (create) => {
  const headers = { "Nats-Msg-Id": "m-1", traceparent: " spaced ", "x-ü": "é🙂" };
  const built = create() as unknown as {
    append(name: string, value: string): void;
    encode(): Uint8Array;
  };
  const legal = { "Nats-Msg-Id": "m-1", traceparent: " spaced ", "x-y": "é🙂" };
  for (const [name, value] of Object.entries(legal)) built.append(name, value);
  expect(headersSize(legal)).toBe(built.encode().length);
  expect(headersSize(headers)).toBe(headersSize(legal) + 1);
  expect(headersSize({})).toBe(0);
  expect(headersSize()).toBe(0);
});

test("publishHeaders gives what is written, so that it can be counted", () => {
  const headers = { a: "b" };
  expect(publishHeaders({ headers, msg_id: "m-1" })).toEqual({ a: "b" });
  expect(publishHeaders({ headers, msg_id: "m-1", jetstream: true })).toEqual({
    a: "b",
    "Nats-Msg-Id": "m-1",
  });
  const jetstream = { expected_stream: "S", expected_last_seq: 0 };
  expect(publishHeaders({ jetstream })).toEqual({
    "Nats-Expected-Stream": "S",
    "Nats-Expected-Last-Sequence": "0",
  });
});

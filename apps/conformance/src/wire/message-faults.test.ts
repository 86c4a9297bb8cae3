import { serializeData, sha256Hex } from "@natsbridge/codecs";
import type { ReceivedPayload } from "@natsbridge/core";
import { expect, test } from "vitest";
import { canonicalPayload } from "../canonical/canonical-payload.ts";
import { tableOfRows } from "../values/table-of-rows.ts";
import { messageFaults } from "./message-faults.ts";

const HEADER = {
  correlation_id: "c",
  msg_id: "m",
  timestamp: "2026-11-24T05:36:39.113Z",
  send_to: "chat",
  msg_purpose: "chat",
  sender_name: "NATSBridge",
  sender_id: "s",
  receiver_name: "",
  receiver_id: "",
  reply_to: "",
  reply_to_msg_id: "",
  broker_url: "nats://localhost:4222",
  metadata: {},
};

async function textPayload(text: string) {
  const bytes = new TextEncoder().encode(text);
  return {
    id: "f3c95789-ace1-4954-ac5d-6baed2eac902",
    dataname: "a",
    payload_type: "text",
    transport: "direct",
    encoding: "base64",
    size: bytes.length,
    data: Buffer.from(bytes).toString("base64"),
    metadata: { checksum: await sha256Hex(bytes) },
  };
}

async function faultsOf(message: object, text = "hello"): Promise<string[]> {
  const value = await canonicalPayload(["a", text, "text"], "digest");
  return messageFaults(new TextEncoder().encode(JSON.stringify(message)), {
    env: HEADER,
    payloads: [{ value, transport: "direct" }],
    linkOrigins: [],
  });
}

test("a message as the contract says has no faults", async () => {
  expect(await faultsOf({ ...HEADER, payloads: [await textPayload("hello")] })).toEqual([]);
});

test.each([
  ["size", { size: 6 }, "payloads[0].size: expected 5, got 6"],
  ["checksum", { metadata: { checksum: "0" } }, "payloads[0].metadata.checksum: expected 2cf24d"],
  ["id", { id: "F3C95789-ACE1-4954-AC5D-6BAED2EAC902" }, "payloads[0].id: no UUID v4"],
  ["encoding", { encoding: "utf-8" }, "payloads[0].encoding: expected base64, got utf-8"],
  ["padding", { data: "aGVsbG8" }, "payloads[0].data: no standard base64 with padding"],
  ["line end", { data: "aGVsbG8=\n" }, "payloads[0].data: no standard base64 with padding"],
  ["transport", { transport: "link" }, "payloads[0].transport: expected direct, got link"],
  ["a field more", { more: 1 }, "payloads[0].: expected the fields id"],
])("a wrong %s is found", async (_name, change, fault) => {
  const payload = { ...(await textPayload("hello")), ...change };
  expect((await faultsOf({ ...HEADER, payloads: [payload] })).join("\n")).toContain(fault);
});

test("another value with its own size and checksum is found", async () => {
  const faults = await faultsOf({ ...HEADER, payloads: [await textPayload("jello")] });
  expect(faults.join()).toContain("payloads[0].data: expected");
});

test("fields out of order, a field too few, another timestamp, another sender", async () => {
  const payloads = [await textPayload("hello")];
  const { metadata, ...rest } = HEADER;
  expect((await faultsOf({ metadata, ...rest, payloads }))[0]).toContain("expected the fields");
  expect((await faultsOf({ ...rest, payloads }))[0]).toContain("expected the fields");
  const faults = await faultsOf({
    ...HEADER,
    timestamp: "2026-11-24T05:36:39Z",
    sender_id: "x",
    payloads,
  });
  expect(faults.join()).toContain("timestamp: expected UTC with milliseconds");
  expect(faults.join()).toContain('sender_id: the sender says "s", the message "x"');
});

test("a number of payloads that is not the one sent", async () => {
  expect(await faultsOf({ ...HEADER, payloads: [] })).toEqual(["payloads: expected 1, got 0"]);
});

test("a body that is no message", async () => {
  const as = { env: {}, payloads: [], linkOrigins: [] };
  expect(await messageFaults(Uint8Array.of(0xff), as)).toEqual([
    expect.stringContaining("the body is no JSON in UTF-8"),
  ]);
  expect(await messageFaults(new TextEncoder().encode("[]"), as)).toEqual([
    "the body is no JSON object",
  ]);
});

test("an Arrow stream is not the form that is written", async () => {
  const file = await serializeData(tableOfRows(3, 1), "arrowtable");
  const table = ["a", tableOfRows(3, 1), "arrowtable"] as ReceivedPayload;
  const value = await canonicalPayload(table, "digest");
  const message = async (bytes: Uint8Array) => {
    const checksum = await sha256Hex(bytes);
    const payload = {
      ...(await textPayload("")),
      payload_type: "arrowtable",
      size: bytes.length,
      data: Buffer.from(bytes).toString("base64"),
      metadata: { checksum },
    };
    const body = new TextEncoder().encode(JSON.stringify({ ...HEADER, payloads: [payload] }));
    return messageFaults(body, {
      env: HEADER,
      payloads: [{ value, transport: "direct" }],
      linkOrigins: [],
    });
  };
  expect(await message(file)).toEqual([]);
  // Without its magic at both ends a file is a stream.
  const [fault] = await message(file.subarray(8));
  expect(fault).toBe("payloads[0].data: no Arrow IPC file; the stream format is for reading only");
});

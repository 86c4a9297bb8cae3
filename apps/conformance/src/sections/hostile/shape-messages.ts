import { tableToIpc } from "@natsbridge/codecs/arrow";
import { replaceNumber, shareBuffers } from "testkit";
import { direct, type HostileMessage, messageOf } from "./hostile-case.ts";

const ROWS = 123_457;
const ZEROS = new Int32Array(1_000_000);
const columns = (count: number, column: Int32Array) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, column]));

const shape = (error: string, message: () => object): HostileMessage => ({ error, message });
const json = (text: string) =>
  messageOf([direct({ payload_type: "dictionary", data: Buffer.from(text).toString("base64") })]);
const table = (make: () => Promise<Uint8Array>): HostileMessage => ({
  error: "decode_error",
  type: "arrowtable",
  message: async () => {
    const data = Buffer.from(await make()).toString("base64");
    return messageOf([direct({ payload_type: "arrowtable", data })]);
  },
});

/** Small messages that would make much of themselves. By the name of the case. */
export const SHAPE_MESSAGES: Readonly<Record<string, HostileMessage>> = {
  "more payloads than a message has": shape("invalid_envelope", () =>
    messageOf(Array.from({ length: 10_001 }, () => ({}))),
  ),
  "9,000 payloads that are none": shape("invalid_envelope", () =>
    messageOf(Array.from({ length: 9_000 }, () => ({}))),
  ),
  "payloads that are no list": shape("invalid_envelope", () => messageOf([], { payloads: {} })),
  "an integer of 4,301 digits": shape("decode_error", () => json("9".repeat(4_301))),
  "a checksum that is an object": shape("checksum_mismatch", () =>
    messageOf([direct({ metadata: { checksum: { toString: 1 } } })]),
  ),
  "a size that is no number": shape("invalid_envelope", () => messageOf([direct({ size: "2" })])),
  "columns that share a compressed buffer": table(async () =>
    shareBuffers(await tableToIpc(columns(50, ZEROS), { compression: "zstd" })),
  ),
  "200 million rows without bytes": table(async () =>
    replaceNumber(
      await tableToIpc({ a: Array.from({ length: ROWS }, () => null) }),
      ROWS,
      200_000_000,
    ),
  ),
  "a compressed buffer of a terabyte": table(async () =>
    replaceNumber(
      await tableToIpc({ a: ZEROS }, { compression: "zstd" }),
      ZEROS.byteLength,
      2 ** 40,
    ),
  ),
};

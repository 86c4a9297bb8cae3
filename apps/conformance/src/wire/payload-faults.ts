import { isDeepStrictEqual } from "node:util";
import { base64Decode, deserializeData, sha256Hex } from "@natsbridge/codecs";
import type { ReceivedPayload } from "@natsbridge/core";
import type { PayloadType } from "@natsbridge/schema";
import { type CanonicalPayload, canonicalPayload } from "../canonical/canonical-payload.ts";

/** The fields of a payload, in the order in which they are written. */
const PAYLOAD_FIELDS = [
  "id",
  "dataname",
  "payload_type",
  "transport",
  "encoding",
  "size",
  "data",
  "metadata",
] as const;

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ARROW_FILE = "ARROW1";

interface Expected {
  readonly value: CanonicalPayload;
  readonly transport: string;
}

/** Faults of one payload as written: fields, order, bytes, checksum, and the value that the bytes are. */
export async function payloadFaults(
  payload: unknown,
  expected: Expected,
  linkOrigins: readonly string[],
): Promise<string[]> {
  const fields: Record<string, unknown> = { ...Object(payload) };
  const faults: string[] = [];
  const order = Object.keys(fields);
  if (!isDeepStrictEqual(order, [...PAYLOAD_FIELDS])) {
    faults.push(`: expected the fields ${PAYLOAD_FIELDS.join(", ")}; got ${order.join(", ")}`);
  }
  if (!UUID_V4.test(String(fields.id))) faults.push(`id: no UUID v4: ${fields.id}`);
  const fixed = {
    dataname: expected.value.dataname,
    payload_type: expected.value.type,
    transport: expected.transport,
    encoding: expected.transport === "direct" ? "base64" : "none",
  };
  for (const [name, value] of Object.entries(fixed)) {
    if (fields[name] !== value) faults.push(`${name}: expected ${value}, got ${fields[name]}`);
  }
  const data = String(fields.data);
  const bytes = await (fields.transport === "link" ? linked(data, linkOrigins) : direct(data));
  if (typeof bytes === "string") return [...faults, `data: ${bytes}`];
  return [...faults, ...(await bytesFaults(bytes, fields, expected.value))];
}

async function bytesFaults(
  bytes: Uint8Array,
  fields: Readonly<Record<string, unknown>>,
  value: CanonicalPayload,
): Promise<string[]> {
  const faults: string[] = [];
  if (fields.size !== bytes.length) {
    faults.push(`size: expected ${bytes.length}, got ${fields.size}`);
  }
  const checksum = await sha256Hex(bytes);
  const metadata: Record<string, unknown> = { ...Object(fields.metadata) };
  if (metadata.checksum !== checksum) {
    faults.push(`metadata.checksum: expected ${checksum}, got ${metadata.checksum}`);
  }
  if (
    value.type === "arrowtable" &&
    new TextDecoder().decode(bytes.subarray(0, 6)) !== ARROW_FILE
  ) {
    faults.push("data: no Arrow IPC file; the stream format is for reading only");
  }
  try {
    const type = value.type as PayloadType;
    const read = [value.dataname, await deserializeData(bytes, type), type] as ReceivedPayload;
    const got = await canonicalPayload(read, value.sha256 === undefined ? "full" : "digest");
    if (!isDeepStrictEqual(got, value)) {
      faults.push(`data: expected ${JSON.stringify(value)}, got ${JSON.stringify(got)}`);
    }
  } catch (error) {
    faults.push(`data: ${error instanceof Error ? error.message : error}`);
  }
  return faults;
}

/** Standard base64 with padding, and nothing besides. */
function direct(data: string): Uint8Array | string {
  if (data.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(data)) {
    return "no standard base64 with padding";
  }
  return base64Decode(data);
}

/** What a plain GET reads. */
async function linked(data: string, origins: readonly string[]): Promise<Uint8Array | string> {
  if (!URL.canParse(data)) return `no URL: ${data}`;
  const { origin } = new URL(data);
  if (!origins.includes(origin)) return `leads to ${origin}, expected ${origins.join(" or ")}`;
  const response = await fetch(data, { redirect: "manual" });
  if (response.status !== 200) return `GET answers ${response.status}`;
  return response.bytes();
}

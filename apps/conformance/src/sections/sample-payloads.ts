import { base64Encode, serializeData } from "@natsbridge/codecs";
import type { ReceivedPayload } from "@natsbridge/core";
import type { PayloadType } from "@natsbridge/schema";
import { type CanonicalPayload, canonicalPayload } from "../canonical/canonical-payload.ts";
import type { Context } from "../run/context.ts";
import type { PeerClient } from "../run/peer-client.ts";
import { block } from "../values/block.ts";
import type { JobColumn, JobPayload } from "../worker/job.ts";
import { tableOfColumns } from "../worker/table-of-columns.ts";

/** A payload that is written out, with the awkward values of its type. */
export interface SamplePayload {
  readonly dataname: string;
  readonly type: PayloadType;
}

const TEXT = 'Grüße, 你好, 😀 \u0000\u001f"\\/ \u2028 end\r\n';
const DICTIONARY = {
  "": "empty key",
  ключ: [1, -2.5, 1e300, 0.1, [], {}, [[["deep"]]]],
  nested: { yes: true, no: false, nothing: null, "with.dot": 'a"b' },
  safe: 9007199254740991,
};
const ROWS = [
  { name: "Ünïcode", count: 1, price: 2.5, ok: true, note: null },
  { name: "", count: -7, price: 1e-9, ok: false, note: "\n\t" },
];
const COLUMNS: readonly JobColumn[] = [
  { name: "int32", type: "int32", values: [1, null, -2147483648] },
  { name: "int64", type: "int64", values: ["9223372036854775807", "-9223372036854775808", null] },
  { name: "float64", type: "float64", values: [0.1, null, "NaN"] },
  { name: "text", type: "string", values: ["é", "", null] },
  { name: "flag", type: "bool", values: [true, false, null] },
  { name: "bytes", type: "binary", values: ["00ff", "", null] },
];
const BYTES: Readonly<Record<string, number>> = { image: 255, audio: 1, video: 4097, binary: 0 };

/** The sample of a type as a job says it; a table as a file where the sender has no Arrow. */
export async function samplePayload(
  context: Context,
  sender: PeerClient,
  { dataname, type }: SamplePayload,
): Promise<JobPayload> {
  const head = { dataname, type };
  switch (type) {
    case "text":
      return { ...head, value: TEXT };
    case "dictionary":
      return { ...head, value: DICTIONARY };
    case "jsontable":
      return { ...head, value: ROWS };
    case "arrowtable": {
      if (sender.declaration.arrow === "table") return { ...head, columns: COLUMNS };
      const make = () => serializeData(tableOfColumns(COLUMNS), type);
      return { ...head, file: await context.files.path("sample.arrow", make) };
    }
    default:
      return { ...head, base64: base64Encode(sampleBytes(type)) };
  }
}

/** What a receiver must tell of it. */
export function expectedSample({ dataname, type }: SamplePayload): Promise<CanonicalPayload> {
  const values: Partial<Record<PayloadType, unknown>> = {
    text: TEXT,
    dictionary: DICTIONARY,
    jsontable: ROWS,
    arrowtable: tableOfColumns(COLUMNS),
  };
  const value = values[type] ?? sampleBytes(type);
  return canonicalPayload([dataname, value, type] as ReceivedPayload, "full");
}

function sampleBytes(type: PayloadType): Uint8Array {
  return block(7).subarray(0, BYTES[type]);
}

import { base64Decode, parseJson } from "@natsbridge/codecs";
import type { SendPayload } from "@natsbridge/core";
import { generate } from "../values/generate.ts";
import { BadJob, type JobPayload } from "./job.ts";
import { tableOfColumns } from "./table-of-columns.ts";

/** Reads a file of this machine; a page cannot. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** The payloads of a job as `smartsend` takes them; a wrong type or value is left for it to refuse. */
export async function payloadValues(
  payloads: readonly JobPayload[],
  readFile: ReadFile,
): Promise<SendPayload[]> {
  return Promise.all(
    payloads.map(async (payload) => {
      const value = await payloadValue(payload, readFile);
      return [payload.dataname, value, payload.type] as SendPayload;
    }),
  );
}

async function payloadValue(payload: JobPayload, readFile: ReadFile): Promise<unknown> {
  if ("value" in payload) return payload.value;
  if (payload.base64 !== undefined) return base64Decode(payload.base64);
  if (payload.columns !== undefined) return tableOfColumns(payload.columns);
  if (payload.gen !== undefined) return generate(payload.gen);
  if (payload.file !== undefined) return fileValue(await readFile(payload.file), payload.type);
  throw new BadJob(`payload ${JSON.stringify(payload.dataname)} has no value`);
}

function fileValue(bytes: Uint8Array, type: string): unknown {
  if (type === "text") return new TextDecoder().decode(bytes);
  if (type === "dictionary" || type === "jsontable") {
    return parseJson(new TextDecoder().decode(bytes));
  }
  return bytes;
}

import { encodeUtf8, stringifyJson } from "@natsbridge/codecs";
import type { ReadPayloadV1 } from "@natsbridge/schema";
import { partLoader } from "@natsbridge/schema/base";
import type { FetchContext } from "../fetch/fetch-link.ts";
import { verifyBytes } from "../fetch/verify.ts";
import { type DirectData, directData } from "./direct-data.ts";

const fetchLinkPart = partLoader(() => import("../fetch/fetch-link.ts"));

/** Gets what a payload holds, from the message or from its link, and checks size and checksum. */
export async function payloadData(
  payload: ReadPayloadV1,
  context: FetchContext,
): Promise<DirectData> {
  if (payload.transport === "link") {
    // Loaded with the first link.
    const { fetchLink } = await fetchLinkPart();
    return { bytes: await fetchLink(payload, context) };
  }
  return verified(directData(payload), payload);
}

/** Checks what is in the message already. */
export async function verified(data: DirectData, payload: ReadPayloadV1): Promise<DirectData> {
  if ("bytes" in data) await verifyBytes(data.bytes, payload);
  return data;
}

/** The serialized bytes of a payload; a value that came as JSON already is written again. */
export async function payloadBytes(
  payload: ReadPayloadV1,
  context: FetchContext,
): Promise<Uint8Array> {
  const data = await payloadData(payload, context);
  return "bytes" in data ? data.bytes : encodeUtf8(stringifyJson(data.value));
}

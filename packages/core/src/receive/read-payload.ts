import {
  type DeserializeOptions,
  deserializeData,
  deserializeDataSync,
  jsonTableFault,
  SYNC_BYTES,
} from "@natsbridge/codecs";
import type { ReadPayloadV1 } from "@natsbridge/schema";
import { foreignText, NatsBridgeError, type PayloadType } from "@natsbridge/schema/base";
import type { FetchContext } from "../fetch/fetch-link.ts";
import { declaredChecksum, verifyBytesSync } from "../fetch/verify.ts";
import { describePayload, payloadError } from "../telemetry/payload-error.ts";
import { noTelemetry } from "../telemetry/telemetry.ts";
import type { DirectData } from "./direct-data.ts";
import { directData } from "./direct-data.ts";
import { payloadData, verified } from "./payload-data.ts";
import type { PayloadInfo } from "./payload-info.ts";
import { OLD_TABLE, readPayloadType, resolvePayloadType } from "./payload-type.ts";

/** A payload's value, its type, and what was found about it. */
export interface ReadPayload {
  readonly value: unknown;
  readonly info: PayloadInfo;
}

/**
 * Gets, checks and decodes one payload. What is in the message is read at once, unless it is large or a table.
 *
 * @throws NatsBridgeError naming the payload: `decode_error`, `checksum_mismatch`, a `link_…` code or `aborted`; also
 *   as a rejection.
 */
export function readPayload(
  payload: ReadPayloadV1,
  index: number,
  context: FetchContext,
): ReadPayload | Promise<ReadPayload> {
  try {
    const data = payload.transport === "link" ? undefined : directData(payload);
    const type = readPayloadType(payload.payload_type);
    if (data === undefined || type === "arrowtable" || type === OLD_TABLE) {
      return awaitPayload(payload, data, index, context);
    }
    const isSmall = !("bytes" in data) || data.bytes.byteLength <= SYNC_BYTES;
    // A span takes a promise.
    if (!isSmall || context.telemetry !== noTelemetry) {
      return awaitPayload(payload, data, index, context);
    }
    if (!("bytes" in data))
      return told(payload, index, context, data, type, jsonValue(data.value, type));
    verifyBytesSync(data.bytes, payload);
    const value = deserializeDataSync(data.bytes, type, decoding(context));
    return told(payload, index, context, data, type, value);
  } catch (error) {
    throw payloadError(error, { index, dataname: payload.dataname }, "decode_error");
  }
}

/** A payload that takes its time; `inMessage` is what the message holds of it. */
async function awaitPayload(
  payload: ReadPayloadV1,
  inMessage: DirectData | undefined,
  index: number,
  context: FetchContext,
): Promise<ReadPayload> {
  try {
    const data =
      inMessage === undefined
        ? await payloadData(payload, context)
        : await verified(inMessage, payload);
    const bytes = "bytes" in data ? data.bytes : undefined;
    const type = resolvePayloadType(readPayloadType(payload.payload_type), bytes);
    const value = await context.telemetry.run("decode", { payload_type: type }, async () =>
      "bytes" in data
        ? deserializeData(data.bytes, type, decoding(context))
        : jsonValue(data.value, type),
    );
    return told(payload, index, context, data, type, value);
  } catch (error) {
    const foreign = payload.transport === "link" ? "link_unreachable" : "decode_error";
    throw payloadError(error, { index, dataname: payload.dataname }, foreign);
  }
}

function decoding({ settings, decodeBudget }: FetchContext): DeserializeOptions {
  const { unsafe_integers, rows, max_decoded_bytes } = settings;
  return { unsafe_integers, rows, max_decoded_bytes, budget: decodeBudget };
}

/** Counts and logs what was read. */
function told(
  payload: ReadPayloadV1,
  index: number,
  context: FetchContext,
  data: DirectData,
  type: PayloadType,
  value: unknown,
): ReadPayload {
  const bytes = "bytes" in data ? data.bytes : undefined;
  const { transport } = payload;
  context.telemetry.count("payloads", 1, { direction: "receive", transport });
  context.telemetry.count("payload.bytes", bytes?.byteLength ?? 0, {
    direction: "receive",
    transport,
  });
  const info = payloadInfo(payload, type, bytes?.byteLength, bytes !== undefined);
  if (context.settings.logger !== undefined) {
    context.log(
      () =>
        `${describePayload({ index, dataname: info.dataname })} read: ${type}, ${transport}, checksum ${info.verified ? "verified" : "not given"}`,
      { dataname: foreignText(info.dataname), transport, bytes: info.size },
    );
  }
  return { value, info };
}

/** A value that came as JSON already; its bytes are not known, so nothing is left to check but its shape. */
function jsonValue(value: unknown, type: PayloadType): unknown {
  const fault = type === "jsontable" ? jsonTableFault(value) : undefined;
  if (fault === undefined) return value;
  throw new NatsBridgeError({ code: "decode_error", message: `jsontable: ${fault}` });
}

/** What a message says about a payload. */
export function payloadInfo(
  payload: ReadPayloadV1,
  payload_type: PayloadType,
  size: number | undefined,
  isRead: boolean,
): PayloadInfo {
  const { id, dataname, transport, metadata } = payload;
  const checksum = declaredChecksum(payload);
  return {
    id,
    dataname,
    payload_type,
    transport,
    size: size ?? payload.size ?? undefined,
    checksum,
    verified: isRead && checksum !== undefined,
    metadata,
  };
}

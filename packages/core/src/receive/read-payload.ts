import { deserializeData, jsonTableFault } from "@natsbridge/codecs";
import { NatsBridgeError, type PayloadType, type ReadPayloadV1 } from "@natsbridge/schema";
import { foreignText } from "@natsbridge/schema/base";
import { describePayload, payloadError } from "../telemetry/payload-error.ts";
import type { FetchContext } from "./fetch-link.ts";
import { payloadData } from "./payload-data.ts";
import { readPayloadType, resolvePayloadType } from "./payload-type.ts";
import type { PayloadInfo } from "./received.ts";
import { declaredChecksum } from "./verify.ts";

/** A payload's value, its type, and what was found about it. */
export interface ReadPayload {
  readonly value: unknown;
  readonly info: PayloadInfo;
}

/**
 * Gets, checks and decodes one payload.
 *
 * @throws NatsBridgeError naming the payload: `decode_error`, `checksum_mismatch`, a `link_…` code or `aborted`.
 */
export async function readPayload(
  payload: ReadPayloadV1,
  index: number,
  context: FetchContext,
): Promise<ReadPayload> {
  try {
    const data = await payloadData(payload, context);
    const bytes = "bytes" in data ? data.bytes : undefined;
    const type = resolvePayloadType(readPayloadType(payload.payload_type), bytes);
    const value = await context.telemetry.run("decode", { payload_type: type }, async () =>
      "bytes" in data
        ? deserializeData(data.bytes, type, { unsafe_integers: context.settings.unsafe_integers })
        : jsonValue(data.value, type),
    );
    context.telemetry.count("payloads", 1, { direction: "receive", transport: payload.transport });
    context.telemetry.count("payload.bytes", bytes?.byteLength ?? 0, {
      direction: "receive",
      transport: payload.transport,
    });
    const info = payloadInfo(payload, type, bytes?.byteLength, bytes !== undefined);
    context.log(
      () =>
        `${describePayload({ index, dataname: info.dataname })} read: ${type}, ${info.transport}, checksum ${info.verified ? "verified" : "not given"}`,
      { dataname: foreignText(info.dataname), transport: info.transport, bytes: info.size },
    );
    return { value, info };
  } catch (error) {
    const foreign = payload.transport === "link" ? "link_unreachable" : "decode_error";
    throw payloadError(error, { index, dataname: payload.dataname }, foreign);
  }
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

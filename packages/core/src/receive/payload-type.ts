import { isArrowIpc } from "@natsbridge/codecs";
import {
  isPayloadType,
  NatsBridgeError,
  PAYLOAD_TYPES,
  type PayloadType,
} from "@natsbridge/schema/base";

/** The type that older peers wrote for both kinds of table. */
export const OLD_TABLE = "table";

/** @throws NatsBridgeError `unsupported_type`, naming it. */
export function readPayloadType(payload_type: string): PayloadType | typeof OLD_TABLE {
  if (isPayloadType(payload_type) || payload_type === OLD_TABLE) return payload_type;
  throw new NatsBridgeError({
    code: "unsupported_type",
    message: `unknown payload_type ${JSON.stringify(payload_type.slice(0, 80))}, expected one of ${PAYLOAD_TYPES.join(", ")}`,
  });
}

/** The type itself; `table` is what its bytes show. */
export function resolvePayloadType(
  payload_type: PayloadType | typeof OLD_TABLE,
  bytes: Uint8Array | undefined,
): PayloadType {
  if (payload_type !== OLD_TABLE) return payload_type;
  return bytes !== undefined && isArrowIpc(bytes) ? "arrowtable" : "jsontable";
}

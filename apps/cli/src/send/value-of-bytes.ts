import { decodeUtf8, parseJson } from "@natsbridge/codecs";
import type { PayloadType } from "@natsbridge/schema";
import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import type { SendPayload } from "natsbridge";

/**
 * The bytes as a payload of a type; what fits the bytes but not the type is refused when it is serialized.
 * @throws NatsBridgeError `invalid_payload` for what is no UTF-8 or no JSON.
 */
export function valueOfBytes(name: string, type: PayloadType, bytes: Uint8Array): SendPayload {
  try {
    return [name, typedValue(type, bytes), type] as SendPayload;
  } catch (cause) {
    const message = `Payload ${JSON.stringify(name)} is no ${type}: ${messageOf(cause)}`;
    throw new NatsBridgeError({ code: "invalid_payload", message, cause });
  }
}

function typedValue(type: PayloadType, bytes: Uint8Array): unknown {
  if (type === "text") return decodeUtf8(bytes);
  const isJson = type === "dictionary" || type === "jsontable";
  return isJson ? parseJson(decodeUtf8(bytes)) : bytes;
}

import { decodeUtf8, parseJson } from "@natsbridge/codecs";
import type { PayloadType } from "@natsbridge/schema";
import type { SendPayload } from "natsbridge";

/** The bytes as a payload of a type; what does not fit the type is refused when it is serialized. */
export function valueOfBytes(name: string, type: PayloadType, bytes: Uint8Array): SendPayload {
  if (type === "text") return [name, decodeUtf8(bytes), type];
  if (type === "dictionary" || type === "jsontable") {
    return [name, parseJson(decodeUtf8(bytes)), type] as SendPayload;
  }
  return [name, bytes, type] as SendPayload;
}

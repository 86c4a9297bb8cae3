import { base64Decode, encodeUtf8, parseJson } from "@natsbridge/codecs";
import type { ReadPayloadV1 } from "@natsbridge/schema";
import { NatsBridgeError } from "@natsbridge/schema/base";

/** What a direct payload holds: its bytes, or a JSON value whose bytes are not known. */
export type DirectData = { readonly bytes: Uint8Array } | { readonly value: unknown };

/**
 * Reads the data of a direct payload in every form that a peer has written.
 * `encoding` alone is not trusted: where text could be two things, the one whose length is `size` is right.
 *
 * @throws NatsBridgeError `decode_error`.
 */
export function directData({ data, encoding, size, payload_type }: ReadPayloadV1): DirectData {
  // Decoded when the message was read; no JSON value is one.
  if (data instanceof Uint8Array) return { bytes: data };
  if (typeof data !== "string") return { value: jsonValue(data, payload_type) };
  switch (encoding) {
    case "base64":
    case "arrow-ipc":
      return { bytes: base64Decode(data) };
    case "":
      return { bytes: base64OrText(data, size) };
    case "none":
      return { bytes: utf8(data) };
    case "utf-8":
      return { bytes: textOrBase64(data, size) };
    case "json":
      return jsonTextOrBase64(data, size);
    default:
      throw new NatsBridgeError({
        code: "decode_error",
        message: `unknown encoding ${JSON.stringify(encoding.slice(0, 40))}, expected base64, json, arrow-ipc, utf-8 or none`,
      });
  }
}

function jsonValue(data: unknown, payload_type: string): unknown {
  if (payload_type === "dictionary" || payload_type === "jsontable" || payload_type === "table") {
    return data;
  }
  throw new NatsBridgeError({
    code: "decode_error",
    message: `expected text as data of type ${payload_type}, got a JSON value`,
  });
}

/** Base64, as every peer writes it, unless the size says that it is the text itself. */
function base64OrText(data: string, size: ReadPayloadV1["size"]): Uint8Array {
  // UTF-8 has at least a byte per character, base64 fewer.
  if ((size ?? 0) < data.length || data === "") return base64Decode(data);
  const text = utf8(data);
  return text.byteLength === size ? text : base64Decode(data);
}

function textOrBase64(data: string, size: ReadPayloadV1["size"]): Uint8Array {
  const text = utf8(data);
  return size === undefined || size === null || size === text.byteLength
    ? text
    : base64Decode(data);
}

function jsonTextOrBase64(data: string, size: ReadPayloadV1["size"]): DirectData {
  const text = utf8(data);
  if (size === text.byteLength) return { bytes: text };
  const decoded = base64OrNothing(data);
  if (decoded !== undefined && size === decoded.byteLength) return { bytes: decoded };
  // A JSON value that happens to be a string; its size is that of its JSON text.
  if (size === utf8(JSON.stringify(data)).byteLength) return { value: data };
  return { bytes: decoded === undefined || isJson(data) ? text : decoded };
}

function utf8(text: string): Uint8Array {
  if (text.isWellFormed()) return encodeUtf8(text);
  throw new NatsBridgeError({
    code: "decode_error",
    message: "data has a lone surrogate, which is no Unicode text",
  });
}

function base64OrNothing(data: string): Uint8Array | undefined {
  try {
    return base64Decode(data);
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

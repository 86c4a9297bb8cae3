import {
  assertKnownOptions,
  choiceOption,
  NatsBridgeError,
  type OptionNames,
  PAYLOAD_TYPES,
  type PayloadType,
  partLoader,
} from "@natsbridge/schema/base";
import { type ArrowCompression, compressionOption } from "./arrow/arrow-compression.ts";
import { bytesOf, viewOf } from "./bytes-of.ts";
import { describeValue } from "./describe-value.ts";
import { invalidPayload } from "./errors.ts";
import { jsonRowsFault } from "./json/json-table.ts";
import { JSON_MODES, type JsonMode, stringifyJson } from "./json/stringify-json.ts";
import { encodeUtf8 } from "./utf8.ts";

const serializeTablePart = partLoader(() => import("./arrow/serialize-table.ts"));

/** Options of {@link serializeData}. */
export interface SerializeOptions {
  /** Compression of `arrowtable`. Default: none. `"zstd"` writes in Node only. */
  readonly arrow_compression?: ArrowCompression | undefined;
  /**
   * JSON of `dictionary` and `jsontable`. Default `"plain"`: as everywhere in JavaScript, -0 is written 0, a key whose value
   * is undefined is left out, and dates and other objects with `toJSON` become what it returns. `"exact"` refuses these.
   */
  readonly json?: JsonMode | undefined;
}

const KNOWN: OptionNames<SerializeOptions> = { arrow_compression: true, json: true };

/**
 * Writes a value as the bytes of its payload type. Bytes that are already bytes are not copied.
 *
 * @throws NatsBridgeError `invalid_payload` where the value does not fit its type or would be lost,
 * `unsupported_type` for another type, `invalid_config` for the options.
 */
export async function serializeData(
  data: unknown,
  payload_type: PayloadType,
  options: SerializeOptions = {},
): Promise<Uint8Array> {
  assertKnownOptions("serializeData options", options, KNOWN);
  choiceOption("json", options.json, JSON_MODES, "plain");
  compressionOption("arrow_compression", options.arrow_compression);
  const bytes = serializeDataSync(data, payload_type, options);
  if (bytes !== undefined) return bytes;
  if (payload_type === "arrowtable") {
    // Arrow is loaded when the first table comes, not before.
    const { serializeTable } = await serializeTablePart();
    return serializeTable(data, options.arrow_compression);
  }
  const read = await bytesOf(data);
  if (read !== undefined) return read;
  throw unfit(payload_type, "bytes (Uint8Array, ArrayBuffer, a view of one, or Blob)", data);
}

/**
 * As {@link serializeData}, at once; undefined for what has to be waited for, or is checked by it: `arrowtable`, and
 * bytes that are not in memory as they are.
 */
export function serializeDataSync(
  data: unknown,
  payload_type: PayloadType,
  options: SerializeOptions = {},
): Uint8Array | undefined {
  switch (payload_type) {
    case "text":
      if (typeof data !== "string") throw unfit(payload_type, "a string", data);
      return encodeUtf8(data);
    case "dictionary":
      return encodeUtf8(stringifyJson(data, options.json));
    case "jsontable": {
      const fault = jsonRowsFault(data);
      if (fault !== undefined) throw invalidPayload(`"jsontable": ${fault}`);
      return encodeUtf8(stringifyJson(data, options.json));
    }
    case "arrowtable":
      return undefined;
    case "image":
    case "audio":
    case "video":
    case "binary":
      return viewOf(data);
    default:
      throw unsupportedType(payload_type);
  }
}

/** The error for a payload type that is none of the eight. */
export function unsupportedType(payload_type: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "unsupported_type",
    message: `payload_type ${describeValue(payload_type)} is none of ${PAYLOAD_TYPES.join(", ")}`,
  });
}

function unfit(payload_type: PayloadType, expected: string, data: unknown): NatsBridgeError {
  return invalidPayload(`"${payload_type}": expected ${expected}, got ${describeValue(data)}`);
}

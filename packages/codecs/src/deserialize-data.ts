import type { PayloadType } from "@natsbridge/schema";
import {
  assertKnownOptions,
  booleanOption,
  bytesOption,
  choiceOption,
  type OptionNames,
  partLoader,
} from "@natsbridge/schema/base";
import type { TableRow } from "./arrow/rows/table-row.ts";
import { unshared } from "./bytes-of.ts";
import { DecodeBudget } from "./decode-budget.ts";
import { decodeError } from "./errors.ts";
import { isJsonTable, jsonTableFault } from "./json/json-table.ts";
import { type JsonValue, UNSAFE_INTEGERS, type UnsafeIntegers } from "./json/json-value.ts";
import { parseJsonAs } from "./json/parse-json.ts";
import type { PayloadOutput, PayloadValue } from "./payload-values.ts";
import { unsupportedType } from "./serialize-data.ts";
import { decodeUtf8 } from "./utf8.ts";

const tableFromIpcPart = partLoader(() => import("./arrow/table-from-ipc.ts"));
const rowsFromTablePart = partLoader(() => import("./arrow/rows/rows-from-table.ts"));

/** Options of {@link deserializeData}. */
export interface DeserializeOptions {
  /** How integers of JSON beyond ±(2^53-1) are given. Default `"bigint"`: exactly. */
  readonly unsafe_integers?: UnsafeIntegers | undefined;
  /** `true` gives an `arrowtable` as rows (see `rowsFromTable`) instead of a Table. Default: false. */
  readonly rows?: boolean | undefined;
  /**
   * Most that reading may make beyond the given bytes, in bytes. Default: the larger of 1 GiB and 8 times the given bytes.
   */
  readonly max_decoded_bytes?: number | undefined;
  /** What several calls may make together; it counts instead of `max_decoded_bytes`, which then bounds rows only. */
  readonly budget?: DecodeBudget | undefined;
}

const KNOWN: OptionNames<DeserializeOptions> = {
  unsafe_integers: true,
  rows: true,
  max_decoded_bytes: true,
  budget: true,
};

/**
 * Reads the bytes of a payload. Tables and binaries are views into the given bytes, not copies.
 *
 * @throws NatsBridgeError `decode_error` where the bytes are not what the type says, `unsupported_type` for
 * another type, `invalid_config` for the options.
 */
export function deserializeData(
  bytes: Uint8Array,
  payload_type: "arrowtable",
  options: DeserializeOptions & { readonly rows: true },
): Promise<TableRow[]>;
export function deserializeData<T extends PayloadType>(
  bytes: Uint8Array,
  payload_type: T,
  options?: DeserializeOptions & { readonly rows?: false | undefined },
): Promise<PayloadOutput[T]>;
export function deserializeData(
  bytes: Uint8Array,
  payload_type: PayloadType,
  options?: DeserializeOptions,
): Promise<PayloadValue | TableRow[]>;
export async function deserializeData(
  bytes: Uint8Array,
  payload_type: PayloadType,
  options: DeserializeOptions = {},
): Promise<PayloadValue | TableRow[]> {
  assertKnownOptions("deserializeData options", options, KNOWN);
  choiceOption("unsafe_integers", options.unsafe_integers, UNSAFE_INTEGERS, "bigint");
  bytesOption("max_decoded_bytes", options.max_decoded_bytes, undefined, { infinite: true });
  booleanOption("rows", options.rows, false);
  if (payload_type !== "arrowtable") return deserializeDataSync(bytes, payload_type, options);
  const { rows, max_decoded_bytes, budget = new DecodeBudget(max_decoded_bytes) } = options;
  budget.receive(bytes.byteLength);
  // Arrow is loaded when the first table comes, not before.
  const { tableWithin } = await tableFromIpcPart();
  const table = await tableWithin(bytes, budget);
  if (!rows) return table;
  const { rowsFromTable } = await rowsFromTablePart();
  return rowsFromTable(table, { max_decoded_bytes });
}

/** As {@link deserializeData}, at once: all types but `arrowtable`, whose library may have to be loaded. */
export function deserializeDataSync(
  bytes: Uint8Array,
  payload_type: Exclude<PayloadType, "arrowtable">,
  options: DeserializeOptions = {},
): PayloadValue {
  switch (payload_type) {
    case "text":
      return decodeUtf8(bytes);
    case "dictionary":
      return readJson(bytes, options);
    case "jsontable": {
      const rows = readJson(bytes, options);
      if (!isJsonTable(rows)) throw decodeError(`"jsontable": ${jsonTableFault(rows)}`);
      return rows;
    }
    case "image":
    case "audio":
    case "video":
    case "binary":
      return unshared(bytes);
    default:
      throw unsupportedType(payload_type);
  }
}

function readJson(bytes: Uint8Array, options: DeserializeOptions): JsonValue {
  const text = decodeUtf8(bytes);
  // Some writers put a byte order mark before JSON, where it means nothing.
  return parseJsonAs(text.startsWith("\uFEFF") ? text.slice(1) : text, options.unsafe_integers);
}

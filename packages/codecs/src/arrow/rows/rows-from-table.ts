import {
  assertKnownOptions,
  bytesOption,
  choiceOption,
  type OptionNames,
} from "@natsbridge/schema/base";
import type { RecordBatch, Table } from "apache-arrow";
import { adoptBatches, adoptTable } from "../adopt-table.ts";
import { isTable } from "../foreign-shape.ts";
import { guarded } from "../read/guarded.ts";
import { appendObjects } from "./append-objects.ts";
import { decodeColumn } from "./decode-column.ts";
import type { DecodeContext } from "./decode-context.ts";
import { assertAffordable } from "./rows-cost.ts";
import type { TableRow } from "./table-row.ts";
import { type DuplicateNames, uniqueNames } from "./unique-names.ts";

/** Options of {@link rowsFromTable}. */
export interface RowsFromTableOptions {
  /**
   * How 64-bit integers and durations are given. Default `"auto"`: a number where that is exact
   * (up to ±(2^53-1)), else a bigint.
   */
  readonly int64?: "auto" | "bigint" | "string" | undefined;
  /**
   * How dates and timestamps are given. Default `"auto"`: a `Date` where that is exact (dates, timestamps in s and
   * ms), else ISO 8601 text with all digits (us, ns). `"date"`: always a `Date`, finer digits cut off. `"iso"`:
   * always text.
   */
  readonly timestamps?: "auto" | "date" | "iso" | undefined;
  /**
   * What becomes of two columns, or two fields of a struct, of one name. Default `"error"`: refused by name.
   * `"suffix"`: `x` and `x_2`.
   */
  readonly duplicate_names?: DuplicateNames | undefined;
  /**
   * Most that the rows may take, in bytes, counted as 80 for each and 8 for every cell. Default: the larger of 1 GiB and 8
   * times the bytes of the table.
   */
  readonly max_decoded_bytes?: number | undefined;
}

const KNOWN: OptionNames<RowsFromTableOptions> = {
  int64: true,
  timestamps: true,
  duplicate_names: true,
  max_decoded_bytes: true,
};

/**
 * Gives the rows of a table as plain objects, nested values plain as well. What each Arrow type becomes is in the
 * README.
 *
 * @throws NatsBridgeError `decode_error` where two columns have one name, text is not UTF-8, or the rows would take more
 * than `max_decoded_bytes` (then `details.option` says so); `invalid_config` for the options.
 */
export function rowsFromTable(
  table: Table | RecordBatch,
  options: RowsFromTableOptions = {},
): TableRow[] {
  assertKnownOptions("rowsFromTable options", options, KNOWN);
  const max_decoded_bytes = bytesOption("max_decoded_bytes", options.max_decoded_bytes, undefined, {
    infinite: true,
  });
  const { schema, batches } = isTable(table)
    ? adoptTable(table)
    : adoptBatches(table.schema, [table]);
  const context: DecodeContext = {
    decode: decodeColumn,
    int64: choiceOption("int64", options.int64, ["auto", "bigint", "string"], "auto"),
    timestamps: choiceOption("timestamps", options.timestamps, ["auto", "date", "iso"], "auto"),
    duplicateNames: choiceOption(
      "duplicate_names",
      options.duplicate_names,
      ["error", "suffix"],
      "error",
    ),
    dictionaries: new Map(),
  };
  uniqueNames(schema.names.map(String), context.duplicateNames);
  assertAffordable(batches, max_decoded_bytes);
  return guarded(() => {
    const rows: TableRow[] = [];
    for (const batch of batches) appendObjects(batch.data, context, rows, "columns");
    return rows;
  });
}

import { assertKnownOptions, type OptionNames, objectOption } from "@natsbridge/schema/base";
import type { Table } from "apache-arrow";
import type { SchemaOption } from "./plan/plan-columns.ts";
import { buildTableAtOnce } from "./read/build-table.ts";
import { readMessages } from "./read/read-messages.ts";
import { refused } from "./refused.ts";
import { encodeRows } from "./write/encode-rows.ts";

/** Options of {@link tableFromRows}. */
export interface TableFromRowsOptions {
  /** Types of the columns, against which values are checked. Default: inferred from all rows. */
  readonly schema?: SchemaOption | undefined;
}

const KNOWN: OptionNames<TableFromRowsOptions> = { schema: true };

/**
 * Makes a table of rows without loss: the type of a column is inferred from all of its values. Needs no code
 * generation, so it works under a strict content security policy.
 *
 * @throws NatsBridgeError `invalid_payload` naming column and row, where no type holds a column exactly, `invalid_config` for the options.
 */
export function tableFromRows(rows: readonly object[], options: TableFromRowsOptions = {}): Table {
  assertKnownOptions("tableFromRows options", options, KNOWN);
  objectOption("schema", options.schema);
  return buildTableAtOnce(readMessages(encoded(rows, options.schema)));
}

function encoded(rows: readonly object[], schema: SchemaOption | undefined): Uint8Array {
  try {
    return encodeRows(rows, schema);
  } catch (error) {
    throw refused(error);
  }
}

import { decodeUtf8, isJsonTable, type JsonObject, parseJson } from "@natsbridge/codecs";
import { NatsBridgeError } from "@natsbridge/schema";
import { messageOf } from "@natsbridge/schema/base";
import { CsvError, parse } from "csv-parse/sync";
import { typeColumns } from "./type-columns.ts";
import type { TableFormat } from "./type-of-file.ts";

/** Rows of a table. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/**
 * Reads the rows of a table. The first line of CSV and TSV names the columns.
 * @throws NatsBridgeError `invalid_payload` naming file and line.
 */
export async function readTable(
  label: string,
  bytes: Uint8Array,
  format: TableFormat,
): Promise<Rows> {
  if (format === "arrow") {
    const { rowsFromTable, tableFromIpc } = await import("@natsbridge/codecs/arrow");
    return rowsFromTable(await tableFromIpc(bytes));
  }
  const text = decodeUtf8(bytes).replace(/^\uFEFF/, "");
  if (format === "ndjson") return readLines(label, text);
  return readDelimited(label, text, format === "csv" ? "," : "\t");
}

function readDelimited(label: string, text: string, delimiter: string): Rows {
  try {
    const quote = delimiter === "," ? '"' : false;
    const [names = [], ...rows] = parse(text, {
      delimiter,
      quote,
      skip_empty_lines: true,
    }) as string[][];
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw invalid(`${label}: two columns are named ${JSON.stringify(twice)}`);
    return typeColumns(names, rows);
  } catch (error) {
    if (error instanceof CsvError) throw invalid(`${label}: ${error.message}`, error);
    throw error;
  }
}

function readLines(label: string, text: string): Rows {
  const rows = text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    try {
      return [parseJson(line)];
    } catch (error) {
      throw invalid(`${label}, line ${index + 1}: ${messageOf(error)}`, error);
    }
  });
  if (isJsonTable(rows)) return rows as JsonObject[];
  throw invalid(`${label}: a line is not a JSON object`);
}

function invalid(message: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_payload", message, cause });
}

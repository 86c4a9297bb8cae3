import type { PayloadType } from "@natsbridge/schema";
import { hexLines } from "./hex-lines.ts";
import { inlinePicture } from "./inline-picture.ts";
import { isTable } from "./is-table.ts";
import { jsonLines } from "./json-lines.ts";
import { mediaFacts } from "./media-facts.ts";
import { arrowTableLines, jsonTableLines } from "./table-lines.ts";
import { textLines } from "./text-lines.ts";

/** A received value as lines for people, shaped by what it is. Long ones are shortened unless `isFull`. */
export async function valueLines(
  type: PayloadType,
  value: unknown,
  isFull: boolean,
  width: number,
): Promise<readonly string[]> {
  if (value instanceof Uint8Array) return byteLines(type, value, isFull, width);
  if (isTable(value)) return arrowTableLines(value, isFull, width);
  if (type === "text" && typeof value === "string") return textLines(value, isFull, width);
  // A `table` of older peers counts as an arrowtable until it is read.
  const isRows = (type === "jsontable" || type === "arrowtable") && Array.isArray(value);
  return isRows ? jsonTableLines(value, isFull, width) : jsonLines(value, isFull);
}

async function byteLines(
  type: PayloadType,
  bytes: Uint8Array,
  isFull: boolean,
  width: number,
): Promise<readonly string[]> {
  if (type === "image" || type === "audio" || type === "video") {
    const facts = await mediaFacts(type, bytes);
    if (facts !== undefined) return [...inlinePicture(type, bytes), `  ${facts}`];
  }
  return hexLines(bytes, isFull, width);
}

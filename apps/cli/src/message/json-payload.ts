import { NatsBridgeError } from "@natsbridge/schema";
import { said } from "../said.ts";
import { isTable } from "../show/is-table.ts";
import { plainCell } from "../show/plain-cell.ts";
import type { PrintOptions } from "./print-options.ts";
import { savePayload } from "./save-payload.ts";
import type { ShownPayload } from "./shown-payload.ts";

/** A payload as JSON: its value, where it was saved, or what kept it from being read. */
export async function jsonPayload(
  payload: ShownPayload,
  options: PrintOptions,
): Promise<{ readonly json: object; readonly fault?: NatsBridgeError }> {
  const { dataname: name, payload_type: type, transport, size, checksum, metadata } = payload.info;
  const about = {
    name,
    type,
    transport,
    ...(size !== undefined && { size }),
    ...(checksum !== undefined && { checksum }),
    metadata,
  };
  if (options.stays && transport === "link") return { json: about };
  try {
    if (options.forbidden && transport === "link") throw options.forbidden;
    return { json: { ...about, ...(await content(payload, options)) } };
  } catch (error) {
    if (!NatsBridgeError.isInstance(error) || error.code === "aborted") throw error;
    return { json: { ...about, error: { code: error.code, message: said(error) } }, fault: error };
  }
}

async function content(payload: ShownPayload, { out, force }: PrintOptions): Promise<object> {
  if (out !== undefined) {
    return { saved_to: await savePayload(payload, { folder: out, force: force === true }) };
  }
  const value = await payload.value();
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (!isTable(value)) return { value };
  const { rowsFromTable } = await import("@natsbridge/codecs/arrow");
  const columns = value.schema.fields.map(({ name, type }) => ({ name, type: String(type) }));
  return { columns, value: plainCell(rowsFromTable(value)) };
}

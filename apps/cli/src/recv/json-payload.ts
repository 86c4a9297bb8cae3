import type { JsonObject, JsonValue } from "@natsbridge/codecs";
import { rowsFromTable } from "@natsbridge/codecs/arrow";
import { NatsBridgeError } from "@natsbridge/schema";
import type { PayloadHandle } from "natsbridge";
import type { PrintOptions } from "./message-printer.ts";
import { plainCell } from "./plain-cell.ts";
import { savePayload } from "./save-payload.ts";
import type { WantedPayload } from "./wanted-payloads.ts";

/** A payload as JSON: its value, where it was saved, or what kept it from being read. */
export async function jsonPayload(
  { handle, info }: WantedPayload,
  options: PrintOptions,
): Promise<{ readonly json: object; readonly fault?: NatsBridgeError }> {
  const { dataname: name, payload_type: type, transport, size, checksum, metadata } = info;
  const about = {
    name,
    type,
    transport,
    ...(size !== undefined && { size }),
    ...(checksum !== undefined && { checksum }),
    metadata,
  };
  try {
    return { json: { ...about, ...(await content(handle, options)) } };
  } catch (error) {
    if (!NatsBridgeError.isInstance(error) || error.code === "aborted") throw error;
    return {
      json: { ...about, error: { code: error.code, message: error.message } },
      fault: error,
    };
  }
}

async function content(handle: PayloadHandle, { out, force }: PrintOptions): Promise<object> {
  if (out !== undefined) return { saved_to: await savePayload(handle, out, force === true) };
  switch (handle.type) {
    case "text":
      return { value: await handle.text() };
    case "dictionary":
    case "jsontable":
      return { value: (await handle.json()) as JsonValue };
    case "arrowtable": {
      const table = await handle.table();
      const columns = table.schema.fields.map((field) => ({
        name: field.name,
        type: String(field.type),
      }));
      return { columns, value: plainCell(rowsFromTable(table)) as JsonObject[] };
    }
    default:
      return { base64: Buffer.from(await handle.bytes()).toString("base64") };
  }
}

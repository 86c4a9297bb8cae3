import { AssertionError, deepStrictEqual } from "node:assert";
import type { ReceivedPayload, SendPayload } from "@natsbridge/core";
import { Table } from "apache-arrow";

/** What differs between a payload as it was sent and as it came back; undefined when nothing does. */
export function difference(sent: SendPayload, received: ReceivedPayload): string | undefined {
  const [dataname, data, type] = sent;
  if (received[0] !== dataname) return `dataname: sent ${dataname}, got ${received[0]}`;
  if (received[2] !== type) return `type: sent ${type}, got ${received[2]}`;
  if (received[1] instanceof Table) return tableDifference(data as readonly object[], received[1]);
  try {
    deepStrictEqual(plain(received[1]), plain(data));
    return undefined;
  } catch (error) {
    return error instanceof AssertionError ? error.message.slice(0, 500) : String(error);
  }
}

function tableDifference(rows: readonly object[], table: Table): string | undefined {
  if (table.numRows !== rows.length) return `rows: sent ${rows.length}, got ${table.numRows}`;
  for (const { name } of table.schema.fields) {
    const column = table.getChild(String(name));
    for (const [index, row] of rows.entries()) {
      const sent: unknown = Reflect.get(row, String(name));
      const got: unknown = column?.get(index);
      if (!Object.is(sent, got)) return `row ${index}, ${String(name)}: sent ${sent}, got ${got}`;
    }
  }
  return undefined;
}

/** Buffers are Uint8Arrays of another class; their class is not what is compared. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : value;
}

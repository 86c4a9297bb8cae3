import { sha256Hex } from "@natsbridge/codecs";

/** A payload as text that is equal only for equal values, so that two runtimes can be compared. */
export async function summarize(
  payloads: readonly (readonly [dataname: string, data: unknown, type: string, ...unknown[]])[],
): Promise<string[]> {
  return Promise.all(
    payloads.map(
      async ([dataname, data, type]) => `${type} ${dataname}: ${await show(data, type)}`,
    ),
  );
}

async function show(data: unknown, type: string): Promise<string> {
  if (data instanceof Uint8Array) return `${data.byteLength} bytes ${await sha256Hex(data)}`;
  if (type === "arrowtable") return `rows ${toJson([...(data as Iterable<object>)].map(plainRow))}`;
  return `${typeof data} ${toJson(data)}`;
}

function plainRow(row: object): object {
  return "toJSON" in row && typeof row.toJSON === "function" ? row.toJSON() : row;
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === "bigint" ? `${each}n` : each,
  );
}

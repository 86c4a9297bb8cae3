import type { PayloadHandle } from "natsbridge";

/** An apache-arrow table, as a payload gives it. */
export type Table = Awaited<ReturnType<PayloadHandle["table"]>>;

/** Whether a received value is an Arrow table. */
export function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && "schema" in value && "numRows" in value;
}

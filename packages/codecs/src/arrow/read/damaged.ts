import type { NatsBridgeError } from "@natsbridge/schema/base";
import { decodeError } from "../../errors.ts";

/** The error for Arrow IPC bytes that contradict themselves or end too early. */
export function damaged(what: string, cause?: unknown): NatsBridgeError {
  return decodeError(`no readable Arrow table: ${what}`, cause);
}

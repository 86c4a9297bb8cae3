import { sayEvent } from "./say-event.ts";

/** Says on standard error that from now on nothing is missed. */
export function sayListening(where: string, json: boolean): void {
  sayEvent(json, { event: "listening", on: where }, "dim", `listening on ${where}`);
}

import { NatsBridgeError } from "@natsbridge/schema";

/** An option or an environment variable that cannot be used; `what` names it. */
export function invalidConfig(what: string, expected: string, value: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "invalid_config",
    message: `${what}: expected ${expected}, got ${show(value)}`,
  });
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

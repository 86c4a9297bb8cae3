import { NatsBridgeError } from "../errors.ts";
import { foreignText } from "../text/error-text.ts";

/** An option or an environment variable that cannot be used; `name` names it, `expected` says what it may be. */
export function invalidConfig(name: string, expected: string, value: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "invalid_config",
    message: `${name}: expected ${expected}, got ${show(value)}`,
    details: { option: name },
  });
}

function show(value: unknown): string {
  if (typeof value === "string") return `"${foreignText(value.slice(0, 80))}"`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return shortOf(value);
  if (Array.isArray(value)) return "an array";
  return ArrayBuffer.isView(value) ? "bytes" : "an object";
}

function shortOf(value: unknown): string {
  return typeof value === "function" || typeof value === "symbol"
    ? `a ${typeof value}`
    : String(value);
}

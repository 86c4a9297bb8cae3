import { isGiven } from "./check-option.ts";
import { invalidConfig } from "./invalid-config.ts";

/** An `AbortSignal`. Not told by `instanceof`: a test environment may bring one of its own. */
export function signalOption(name: string, value: unknown): AbortSignal | undefined {
  if (!isGiven(value)) return undefined;
  if (isSignal(value)) return value;
  throw invalidConfig(name, "an AbortSignal", value);
}

function isSignal(value: unknown): value is AbortSignal {
  if (typeof value !== "object" || value === null) return false;
  return (
    "aborted" in value &&
    typeof value.aborted === "boolean" &&
    "addEventListener" in value &&
    typeof value.addEventListener === "function"
  );
}

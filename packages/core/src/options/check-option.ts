import { invalidConfig } from "./invalid-config.ts";

/** Text, or `fallback` when the option is not given. */
export function textOption(name: string, value: unknown, fallback: string): string {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== "string") throw invalidConfig(name, "a string", value);
  return value;
}

/** Text that is not empty. */
export function requiredTextOption(name: string, value: unknown, fallback: () => string): string {
  if (value === undefined || value === null) return fallback();
  if (typeof value !== "string" || value === "") throw invalidConfig(name, "text", value);
  return value;
}

/** An id that also travels as a NATS header: NATS would trim it, and take `" x "` for a duplicate of `"x"`. */
export function messageIdOption(name: string, value: unknown, fallback: () => string): string {
  if (value === undefined || value === null) return fallback();
  const id = requiredTextOption(name, value, fallback);
  if (id === id.trim() && !/[\r\n]/.test(id)) return id;
  throw invalidConfig(name, "text without white space around it and without line breaks", value);
}

/** A whole number of at least `minimum`; `Infinity` where a limit may be lifted. */
export function numberOption(name: string, value: unknown, fallback: number, minimum = 0): number {
  if (value === undefined || value === null) return fallback;
  const isWhole = typeof value === "number" && (Number.isInteger(value) || value === Infinity);
  if (!isWhole || value < minimum) {
    throw invalidConfig(name, `a whole number of at least ${minimum}`, value);
  }
  return value;
}

/** True or false. */
export function booleanOption(name: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== "boolean") throw invalidConfig(name, "true or false", value);
  return value;
}

/** A function, or undefined when the option is not given. */
export function functionOption<F>(name: string, value: F | null | undefined): F | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "function") throw invalidConfig(name, "a function", value);
  return value;
}

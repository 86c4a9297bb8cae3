import { timerDelay } from "../time/longest-timer.ts";
import { invalidConfig } from "./invalid-config.ts";

/**
 * One check for each kind of option. `undefined` and `null` are not given and become the default; anything else that
 * does not fit is `invalid_config`, naming the option.
 */
export function isGiven<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null;
}

/** Text. */
export function textOption<Default>(
  name: string,
  value: unknown,
  fallback: Default,
): string | Default {
  if (!isGiven(value)) return fallback;
  if (typeof value !== "string") throw invalidConfig(name, "a string", value);
  return value;
}

/** Text that is not empty. */
export function filledTextOption<Default>(
  name: string,
  value: unknown,
  fallback: Default,
): string | Default {
  if (!isGiven(value)) return fallback;
  if (typeof value !== "string" || value === "") throw invalidConfig(name, "text", value);
  return value;
}

/** Text that must be given, not empty. */
export function requiredText(name: string, value: unknown, expected = "text"): string {
  if (typeof value !== "string" || value === "") throw invalidConfig(name, expected, value);
  return value;
}

/** Bounds of a number, both included. */
export interface NumberBounds {
  /** Default: 0. */
  readonly from?: number;
  /** Default: 2^53-1. */
  readonly to?: number;
  /** `Infinity` lifts the limit. Default: false. */
  readonly infinite?: boolean;
  /** What is counted, such as `"bytes"`, for the error. */
  readonly unit?: string;
}

/** A whole number. */
export function wholeNumberOption<Default>(
  name: string,
  value: unknown,
  fallback: Default,
  bounds: NumberBounds = {},
): number | Default {
  if (!isGiven(value)) return fallback;
  const { from = 0, to = Number.MAX_SAFE_INTEGER, infinite = false } = bounds;
  if (infinite && value === Number.POSITIVE_INFINITY) return value;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= from && value <= to) {
    return value;
  }
  throw invalidConfig(name, `a whole number${range(from, to, bounds)}`, value);
}

/** A number of bytes, from 0; fractions are refused. `Infinity` lifts the limit where `infinite` says so. */
export function bytesOption<Default>(
  name: string,
  value: unknown,
  fallback: Default,
  bounds: NumberBounds = {},
): number | Default {
  return wholeNumberOption(name, value, fallback, { unit: "bytes", ...bounds });
}

/**
 * A time in ms, fractions included; what is longer than a timer can be becomes that (some 25 days), `Infinity` too where
 * `infinite` says so.
 */
export function durationOption<Default>(
  name: string,
  value: unknown,
  fallback: Default,
  bounds: Pick<NumberBounds, "from" | "infinite"> = {},
): number | Default {
  if (!isGiven(value)) return fallback;
  const { from = 0, infinite = false } = bounds;
  const isUsable = typeof value === "number" && value >= from && (infinite || value !== Infinity);
  if (isUsable) return timerDelay(value);
  throw invalidConfig(name, `a number of ms, at least ${from}`, value);
}

/** True or false. */
export function booleanOption<Default>(
  name: string,
  value: unknown,
  fallback: Default,
): boolean | Default {
  if (!isGiven(value)) return fallback;
  if (typeof value !== "boolean") throw invalidConfig(name, "true or false", value);
  return value;
}

/** A function. */
export function functionOption<Given>(name: string, value: Given): NonNullable<Given> | undefined {
  if (!isGiven(value)) return undefined;
  if (typeof value !== "function") throw invalidConfig(name, "a function", value);
  return value;
}

/** An object that is no list; `expected` says which. */
export function objectOption<Given>(
  name: string,
  value: Given,
  expected = "an object",
): NonNullable<Given> | undefined {
  if (!isGiven(value)) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw invalidConfig(name, expected, value);
  return value;
}

/** A list. */
export function listOption<Given>(
  name: string,
  value: Given,
  expected = "a list",
): NonNullable<Given> | undefined {
  if (!isGiven(value)) return undefined;
  if (!Array.isArray(value)) throw invalidConfig(name, expected, value);
  return value;
}

/** One of a few words. */
export function choiceOption<const Choice extends string, Default>(
  name: string,
  value: unknown,
  choices: readonly Choice[],
  fallback: Default,
): Choice | Default {
  if (!isGiven(value)) return fallback;
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  throw invalidConfig(name, choices.map((each) => `"${each}"`).join(" or "), value);
}

function range(from: number, to: number, { infinite, unit }: NumberBounds): string {
  const of = unit === undefined ? "" : ` of ${unit}`;
  const upTo = to === Number.MAX_SAFE_INTEGER ? `at least ${from}` : `from ${from} to ${to}`;
  return `${of}, ${upTo}${infinite ? ", or Infinity" : ""}`;
}

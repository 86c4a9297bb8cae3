import { InvalidArgumentError } from "commander";

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads a time such as `500ms`, `5s`, `2m`, `1h`, `7d`; gives ms. */
export function duration(text: string): number {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  if (count !== undefined && factor !== undefined) return Number(count) * factor;
  throw new InvalidArgumentError("It must be a time such as 500ms, 5s, 2m, 1h or 7d.");
}

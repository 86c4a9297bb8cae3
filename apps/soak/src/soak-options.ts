import { parseArgs } from "node:util";

/** Options of the soak, from the command line. */
export interface SoakOptions {
  /** Minutes of steady load. */
  readonly minutes: number;
  /** Messages into the cluster whose servers are killed. */
  readonly messages: number;
  /** Mutated messages, into `smartreceive` and into a subscription each. */
  readonly mutated: number;
  /** Minutes of accidents during load. */
  readonly accidents: number;
  /** Prints the counts as one JSON document, and progress to standard error. */
  readonly json: boolean;
}

export const USAGE: string = `pnpm soak [--minutes 10] [--messages 10000] [--mutated 100000] [--accidents 5] [--json]

A 0 leaves that part out.`;

/** @throws Error for an option that is none, or no number. */
export function soakOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "10" },
      messages: { type: "string", default: "10000" },
      mutated: { type: "string", default: "100000" },
      accidents: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
    },
  });
  return {
    minutes: number("minutes", values.minutes),
    messages: number("messages", values.messages),
    mutated: number("mutated", values.mutated),
    accidents: number("accidents", values.accidents),
    json: values.json,
  };
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name}: expected a number of at least 0, got "${text}"`);
}

import { InvalidArgumentError } from "commander";

/** Collects a flag that may be repeated, `Name: value` each time. */
export function headerLines(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const [, name, value] = /^([!-9;-~]+):\s*([^\r\n]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError("It must be Name: value.");
  }
  return { ...before, [name]: value };
}

import { InvalidArgumentError } from "commander";

/** Reads a flag that is a whole number from a smallest one on. */
export function wholeNumber(smallest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= smallest) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${smallest}.`);
  };
}

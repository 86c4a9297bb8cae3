/** Reads an environment variable; an empty one is unset, a browser has none, and one that may not be read is unset. */
export function environmentVariable(name: string): string | undefined {
  try {
    const value = typeof process === "undefined" ? undefined : process.env?.[name];
    return value === "" ? undefined : value;
  } catch {
    // Deno without --allow-env.
    return undefined;
  }
}

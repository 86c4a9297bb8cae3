/** Reads an environment variable; an empty one is unset, and a browser has none. */
export function environmentVariable(name: string): string | undefined {
  const value = typeof process === "undefined" ? undefined : process.env?.[name];
  return value === "" ? undefined : value;
}

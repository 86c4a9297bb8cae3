/** The version of Node, where this is Node itself. Bun and Deno name a Node that they are like. */
export function nodeVersion(): string | undefined {
  const versions = typeof process === "undefined" ? undefined : process.versions;
  return versions === undefined || "bun" in versions || "deno" in versions
    ? undefined
    : versions.node;
}

/**
 * Whether the process, ticks and immediates of Node are there and work: in Node, Bun and Deno. Elsewhere a `process` is a
 * stand-in of a bundler, or one whose functions throw (the edge runtime of Next).
 */
export function hasProcess(): boolean {
  return typeof process !== "undefined" && typeof process.versions?.node === "string";
}

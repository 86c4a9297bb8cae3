/** Columns of a terminal; 80 where there is none to ask. */
export function terminalWidth(stream: NodeJS.WriteStream = process.stdout): number {
  return Math.max(40, stream.columns ?? 80);
}

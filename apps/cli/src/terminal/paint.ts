import { styleText } from "node:util";

/** Styles text where the stream is a terminal that shows colours; NO_COLOR and FORCE_COLOR are honoured. */
export function paint(
  format: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return styleText(format, text, { stream });
}

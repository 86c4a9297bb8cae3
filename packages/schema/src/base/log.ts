import { errorText, foreignText } from "./text/error-text.ts";

/** Where log lines go. `console` and pino satisfy it. */
export interface Logger {
  debug(line: string, fields: LogFields): void;
  info(line: string, fields: LogFields): void;
  warn(line: string, fields: LogFields): void;
  error(line: string, fields: LogFields): void;
}

/** What a log line is about, for machines. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * The log line of every peer: `[timestamp] [Correlation: <id>] <message>`, control characters escaped, the id cut to
 * 200 characters, the message to 2,000.
 */
export function formatLogLine(correlation_id: string, message: string): string {
  const time = new Date().toISOString();
  return `[${time}] [Correlation: ${foreignText(correlation_id)}] ${errorText(message)}`;
}

/** Where log lines go. `console` and pino satisfy it. */
export interface Logger {
  debug(line: string, fields: LogFields): void;
  info(line: string, fields: LogFields): void;
  warn(line: string, fields: LogFields): void;
  error(line: string, fields: LogFields): void;
}

/** What a log line is about, for machines. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The log line of every peer: `[timestamp] [Correlation: <id>] <message>`, control characters escaped. */
export function formatLogLine(correlation_id: string, message: string): string {
  return escapeControls(
    `[${new Date().toISOString()}] [Correlation: ${correlation_id}] ${message}`,
  );
}

/** Escapes control characters and line separators, so that foreign text cannot forge a line or move a cursor. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

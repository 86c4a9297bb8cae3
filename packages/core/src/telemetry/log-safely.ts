import { formatLogLine, type LogFields, type Logger } from "@natsbridge/schema";

/** Writes a line to the logger, if there is one; a logger that fails must not cost a message. */
export function logSafely(
  logger: Logger | undefined,
  level: "warn" | "error",
  text: string,
  fields: LogFields & { readonly correlation_id?: string },
): void {
  try {
    logger?.[level](formatLogLine(fields.correlation_id ?? "", text), fields);
  } catch {
    // Nobody can be told.
  }
}

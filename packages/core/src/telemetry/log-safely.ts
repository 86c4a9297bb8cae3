import { foreignText, formatLogLine, type LogFields, type Logger } from "@natsbridge/schema/base";

/** Writes a line to the logger, if there is one; a logger that fails must not cost a message. */
export function logSafely(
  logger: Logger | undefined,
  level: "warn" | "error",
  text: string,
  fields: LogFields & { readonly correlation_id?: string },
): void {
  try {
    const { correlation_id } = fields;
    const id = correlation_id === undefined ? {} : { correlation_id: foreignText(correlation_id) };
    logger?.[level](formatLogLine(correlation_id ?? "", text), { ...fields, ...id });
  } catch {
    // Nobody can be told.
  }
}

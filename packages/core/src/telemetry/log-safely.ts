import {
  foreignText,
  formatLogLine,
  type LogFields,
  type Logger,
  quietly,
} from "@natsbridge/schema/base";

/** Writes a line to the logger, if there is one; a logger that fails must not cost a message. */
export function logSafely(
  logger: Logger | undefined,
  level: "warn" | "error",
  text: string,
  fields: LogFields & { readonly correlation_id?: string },
): void {
  if (logger === undefined) return;
  const { correlation_id } = fields;
  const id = correlation_id === undefined ? {} : { correlation_id: foreignText(correlation_id) };
  quietly(() => logger[level](formatLogLine(correlation_id ?? "", text), { ...fields, ...id }));
}

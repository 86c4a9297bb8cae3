import { foreignText, formatLogLine, type LogFields, type Logger } from "@natsbridge/schema/base";

/** Writes the log line of one step; costs nothing without a logger. */
export type LogStep = (message: () => string, fields?: LogFields) => void;

/** Logs steps of one message under its correlation id. */
export function logSteps(logger: Logger | undefined, correlation_id: string): LogStep {
  if (logger === undefined) return () => undefined;
  const id = foreignText(correlation_id);
  return (message, fields = {}) =>
    logger.info(formatLogLine(id, message()), { correlation_id: id, ...fields });
}

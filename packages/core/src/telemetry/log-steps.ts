import { formatLogLine, type LogFields, type Logger } from "@natsbridge/schema";

/** Writes the log line of one step; costs nothing without a logger. */
export type LogStep = (message: () => string, fields?: LogFields) => void;

/** Logs steps of one message under its correlation id. */
export function logSteps(logger: Logger | undefined, correlation_id: string): LogStep {
  if (logger === undefined) return () => undefined;
  return (message, fields = {}) =>
    logger.info(formatLogLine(correlation_id, message()), { correlation_id, ...fields });
}

import { NatsBridgeError } from "@natsbridge/schema/base";

/**
 * The error of an upload that got no answer, or that of a server in trouble, with what people ask then: what is not
 * there, why it is needed though they only sent a message, and what to do. Any other error stays as it is.
 */
export function needed(error: unknown, reason: string): unknown {
  if (!NatsBridgeError.isInstance(error) || error.code !== "upload_failed") return error;
  if (!error.isRetryable) return error;
  const why = `it is needed because the payload travels as a link (${reason})`;
  const isAnswered = error.details.status !== undefined;
  const text = isAnswered
    ? `This is the file server, which is in trouble; ${why}. Look at its log, and send again when it is well`
    : `This is the file server, which gave no answer; ${why}. Start it (for one machine: npx natsbridge dev, or @natsbridge/fileserver-local), name the right one (fileserver_url or fileserver), or raise size_threshold so that the payload stays in the message`;
  return new NatsBridgeError({
    code: error.code,
    message: `${error.message}. ${text}`,
    isRetryable: error.isRetryable,
    details: error.details,
    cause: error.cause,
  });
}

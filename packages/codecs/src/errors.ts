import { NatsBridgeError } from "@natsbridge/schema/base";

/** The error for a value that does not fit its payload type, or that would be lost. */
export function invalidPayload(message: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_payload", message, cause });
}

/** The error for bytes or text that cannot be read. */
export function decodeError(message: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({ code: "decode_error", message, cause });
}

import { NatsBridgeError } from "@natsbridge/schema/base";

/** The error of bytes that are not those that were promised. */
export function corrupted(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "checksum_mismatch", message });
}

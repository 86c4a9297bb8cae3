import { sha256Hex, sha256HexSync } from "@natsbridge/codecs";
import type { ReadPayloadV1 } from "@natsbridge/schema";
import { NatsBridgeError } from "@natsbridge/schema/base";

const PREFIX = "sha256:";

/** Stands for a checksum that is no text, and agrees with nothing. */
const NO_TEXT = "that is no text";

/** The checksum that a payload declares, 64 lower-case hex digits where it is one; undefined when there is none to check. */
export function declaredChecksum({
  metadata,
}: Pick<ReadPayloadV1, "metadata">): string | undefined {
  const { checksum } = metadata;
  if (checksum === undefined || checksum === null || checksum === "") return undefined;
  if (typeof checksum !== "string") return NO_TEXT;
  const digits = checksum.toLowerCase();
  return digits.startsWith(PREFIX) ? digits.slice(PREFIX.length) : digits;
}

/** @throws NatsBridgeError `checksum_mismatch` when there are more or fewer bytes than declared. */
export function verifySize(actual: number, declared: ReadPayloadV1["size"]): void {
  if (declared === undefined || declared === null || declared === actual) return;
  throw mismatch(`expected ${declared} bytes (size), got ${actual}`);
}

/** @throws NatsBridgeError `checksum_mismatch`. */
export function verifyChecksum(actual: string, declared: string): void {
  if (actual === declared) return;
  throw mismatch(`expected SHA-256 ${declared.slice(0, 64)} (metadata.checksum), got ${actual}`);
}

/** Checks bytes against size and checksum. `digestHex` is there for bytes that were hashed on their way. */
export async function verifyBytes(
  bytes: Uint8Array,
  payload: ReadPayloadV1,
  digestHex: (bytes: Uint8Array) => Promise<string> = sha256Hex,
): Promise<void> {
  verifySize(bytes.byteLength, payload.size);
  const declared = declaredChecksum(payload);
  if (declared !== undefined) verifyChecksum(await digestHex(bytes), declared);
}

/** As {@link verifyBytes}, at once: for up to `SYNC_BYTES`. */
export function verifyBytesSync(bytes: Uint8Array, payload: ReadPayloadV1): void {
  verifySize(bytes.byteLength, payload.size);
  const declared = declaredChecksum(payload);
  if (declared !== undefined) verifyChecksum(sha256HexSync(bytes), declared);
}

function mismatch(message: string): NatsBridgeError {
  return new NatsBridgeError({
    code: "checksum_mismatch",
    message: `${message}; the payload was damaged or replaced on its way`,
  });
}

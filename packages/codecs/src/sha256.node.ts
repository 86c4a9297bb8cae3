import { createHash } from "node:crypto";
import type { Sha256 } from "./sha256.ts";

/** Starts a SHA-256 that is fed piece by piece, without keeping the pieces. */
export function createSha256(): Sha256 {
  const hash = createHash("sha256");
  return {
    update: (chunk) => {
      hash.update(chunk);
    },
    digestHex: () => hash.digest("hex"),
  };
}

/** SHA-256 as 64 lower-case hex digits. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  return createHash("sha256").update(bytes).digest("hex");
}

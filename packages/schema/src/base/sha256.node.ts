import { createHash } from "node:crypto";
import type { Sha256Text } from "./sha256.ts";

/** SHA-256 of the UTF-8 of a short text, as 64 lower-case hex digits. */
export const sha256Text: Sha256Text = (text) => createHash("sha256").update(text).digest("hex");

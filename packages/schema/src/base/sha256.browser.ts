import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Sha256Text } from "./sha256.ts";

/** SHA-256 of the UTF-8 of a short text, as 64 lower-case hex digits. Web Crypto would make every error wait. */
export const sha256Text: Sha256Text = (text) => bytesToHex(sha256(utf8ToBytes(text)));

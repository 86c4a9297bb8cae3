import { NatsBridgeError } from "@natsbridge/schema/base";
import { md5 } from "@noble/hashes/legacy.js";

/** Checksums that an upload can carry, by which the service checks what it got. */
export const CHECKSUMS = ["sha256", "md5"] as const;

export type Checksum = (typeof CHECKSUMS)[number];

/** Which checksum the uploads of a store carry: the one that was set, else the one that the service has asked for. */
export class UploadChecksum {
  readonly #isSet: boolean;
  #kind: Checksum | undefined;
  #isSettled: boolean;

  constructor(kind: Checksum | undefined) {
    this.#isSet = kind !== undefined;
    this.#isSettled = this.#isSet;
    this.#kind = kind;
  }

  get kind(): Checksum | undefined {
    return this.#kind;
  }

  /** Whether it is known that the service takes uploads as they are. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** The service took an upload as it is. */
  settle(): void {
    this.#isSettled = true;
  }

  /** Whether a refusal asks for a checksum that uploads lacked, and will have from now on. */
  learn(error: unknown): boolean {
    const wanted = demandOf(error);
    if (this.#isSet || wanted === undefined || wanted === this.#kind) return false;
    this.#kind = wanted;
    return true;
  }
}

/** Buckets with Object Lock take nothing without. */
function demandOf(error: unknown): Checksum | undefined {
  if (!NatsBridgeError.isInstance(error) || error.details.status !== 400) return undefined;
  const { message } = error;
  if (!/content-md5|x-amz-checksum/i.test(message) || !/requir|missing/i.test(message))
    return undefined;
  return /x-amz-checksum/i.test(message) ? "sha256" : "md5";
}

/** The checksum of some bytes in base64. */
export async function checksumOf(kind: Checksum, bytes: Uint8Array): Promise<string> {
  if (kind === "md5") return base64(md5(bytes));
  return base64(new Uint8Array(await crypto.subtle.digest("SHA-256", unshared(bytes))));
}

/** The headers that say the checksum of a body. */
export function checksumHeaders(
  kind: Checksum,
  checksum: string,
): Readonly<Record<string, string>> {
  return { [kind === "md5" ? "content-md5" : "x-amz-checksum-sha256"]: checksum };
}

/** What a service says of an object in parts: the checksum of their checksums, and how many there are. */
export async function compositeSha256(parts: readonly string[]): Promise<string> {
  const digests = parts.map((part) => Uint8Array.from(atob(part), (each) => each.charCodeAt(0)));
  const all = new Uint8Array(digests.length * 32);
  for (const [index, digest] of digests.entries()) all.set(digest, index * 32);
  return `${await checksumOf("sha256", all)}-${parts.length}`;
}

function base64(digest: Uint8Array): string {
  return btoa(String.fromCharCode(...digest));
}

/** Web Crypto takes no shared memory. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}

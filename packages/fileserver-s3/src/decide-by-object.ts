import type { HttpAnswer } from "@natsbridge/fileserver";
import { NatsBridgeError, retry } from "@natsbridge/schema/base";
import { removeLateObject } from "./remove-remains.ts";
import { s3Request } from "./s3-request.ts";
import type { S3Store } from "./s3-settings.ts";

/** Time for the question whether an object is there, in ms. */
const TIMEOUT = 10_000;

/** An object whose service did not say what became of it. */
interface Doubtful {
  readonly store: S3Store;
  readonly key: string;
  /** Bytes that were sent. */
  readonly size: number;
  /** Their checksum in base64, of parts with their number, where one was sent. */
  readonly checksum: string | undefined;
}

/**
 * The answer to the request that makes an object was lost, was no answer, or a failure that may have come after it was
 * done: then the object itself decides. Gives 200 where it stands with all of its bytes.
 *
 * @throws NatsBridgeError `error` where it does not stand, was refused, or nobody waits for it any more; where nobody may
 *   look, that its fate is unknown, and it stays.
 */
export async function decideByObject(doubtful: Doubtful, error: unknown): Promise<number> {
  const isTyped = NatsBridgeError.isInstance(error) && error.code !== "aborted";
  // A repeat under `If-None-Match` finds what the first attempt has made.
  if (isTyped && (error.isRetryable || error.details.status === 412))
    return lookAtObject(doubtful, error);
  return removeLateObject(doubtful, error);
}

/** As {@link decideByObject}, whatever the error is. */
export async function lookAtObject(doubtful: Doubtful, error: NatsBridgeError): Promise<number> {
  const { store, key, checksum } = doubtful;
  const signal = AbortSignal.timeout(TIMEOUT);
  const headers = checksum === undefined ? {} : { "x-amz-checksum-mode": "ENABLED" };
  const head = { method: "HEAD", key, headers, signal, accept: [404] };
  const found = await retry(() => s3Request(store, head), { ...store, signal }).catch(
    () => undefined,
  );
  if (found === undefined) {
    throw new NatsBridgeError({
      code: "upload_failed",
      message: `${error.message}; whether the object stands is unknown, since the service does not let HEAD tell, so it stays`,
      isRetryable: error.isRetryable,
      details: error.details,
      cause: error,
    });
  }
  if (isWhole(found, doubtful)) return 200;
  return removeLateObject(doubtful, error);
}

function isWhole({ status, headers }: HttpAnswer, { size, checksum }: Doubtful): boolean {
  if (status !== 200) return false;
  const length = headers.get("content-length");
  if (length !== null && Number(length) !== size) return false;
  const said = headers.get("x-amz-checksum-sha256");
  // Of an object in parts a service may say the checksum of the whole, which nobody has computed here.
  const isComparable = said !== null && said.includes("-") === checksum?.includes("-");
  return !isComparable || said === checksum;
}

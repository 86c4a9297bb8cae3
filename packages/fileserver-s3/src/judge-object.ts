import { NatsBridgeError } from "@natsbridge/schema";
import { retry } from "@natsbridge/schema/base";
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
}

/**
 * The answer to the request that makes an object was lost, was no answer, or a failure that may have come after it was
 * done: then the object itself decides. Resolves where it stands with all of its bytes.
 *
 * @throws NatsBridgeError `error` where it does not stand; where nobody may look, that its fate is unknown, and it stays.
 */
export async function judgeObject(
  { store, key, size }: Doubtful,
  error: NatsBridgeError,
): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const head = { method: "HEAD", key, signal, accept: [404] };
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
  const length = found.headers.get("content-length");
  if (found.status === 200 && (length === null || Number(length) === size)) return;
  await removeLateObject({ store, key }, error);
}

import { NatsBridgeError, retry } from "@natsbridge/schema/base";
import { s3Request } from "./s3-request.ts";
import type { S3Store } from "./s3-settings.ts";
import { removeObject } from "./sweep-objects.ts";

const TIMEOUT = 2000;
const DELAY = 200;

interface Remains {
  readonly store: S3Store;
  readonly key: string;
}

/** A service may still be storing a part whose request was given up, so this asks until nothing is left. */
export async function removeParts({ store, key }: Remains, uploadId: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const request = { method: "DELETE", key, query: { uploadId }, signal, accept: [404] };
  await retry(
    async () => {
      const { status } = await s3Request(store, request);
      if (status === 404) return;
      const message = `parts of ${key} may still arrive`;
      throw new NatsBridgeError({ code: "upload_failed", message, isRetryable: true });
    },
    { max_retries: 3, base_delay: DELAY, signal },
  ).catch(() => undefined);
}

/** Whoever gave up the request that makes an object does not know whether it was made. Rejects with `error`. */
export async function removeLateObject({ store, key }: Remains, error: unknown): Promise<never> {
  const isRefused =
    NatsBridgeError.isInstance(error) && error.code !== "aborted" && !error.isRetryable;
  if (!isRefused)
    await removeObject(store, key, AbortSignal.timeout(TIMEOUT)).catch(() => undefined);
  throw error;
}

import { NatsBridgeError, retry } from "@natsbridge/schema/base";
import { lookAtObject } from "./decide-by-object.ts";
import type { ObjectUpload } from "./put-bytes.ts";
import { removeLateObject } from "./remove-remains.ts";
import { s3Request } from "./s3-request.ts";
import type { SentPart, SentParts } from "./send-parts.ts";
import { compositeSha256 } from "./upload-checksum.ts";

/** Puts the parts together. Only a refusal that is one is taken at its word; else the object itself decides. */
export async function completeUpload(
  upload: ObjectUpload,
  uploadId: string,
  { parts, size }: SentParts,
): Promise<number> {
  const { store, key, signal } = upload;
  const { kind } = store.checksum;
  const sums = kind === "sha256" ? parts.flatMap(({ checksum }) => checksum ?? []) : [];
  const list = parts.map((part, index) => partElement(part, index + 1, sums[index]));
  const body = `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`;
  const request = { method: "POST", key, query: { uploadId }, body, signal };
  let attempts = 0;
  try {
    return await retry(
      async () => {
        attempts += 1;
        const { status, text } = await s3Request(store, request);
        if (text.includes("CompleteMultipartUploadResult")) return status;
        throw new NatsBridgeError({
          code: "upload_failed",
          message: `the service answered ${status} to the completion of ${key}, without a result`,
        });
      },
      { ...store, signal },
    );
  } catch (error) {
    if (!NatsBridgeError.isInstance(error) || error.code === "aborted") {
      return removeLateObject(upload, error);
    }
    // A repeat finds no upload because the first one, whose answer was lost, had done it.
    const isNone = error.details.status === 404;
    if (!error.isRetryable && attempts === 1 && !isNone) throw error;
    const checksum = sums.length === 0 ? undefined : await compositeSha256(sums);
    return lookAtObject({ store, key, size, checksum }, error);
  }
}

/** Where parts carry a SHA-256 the list must say it again. */
function partElement({ etag }: SentPart, number: number, checksum: string | undefined): string {
  const sum = checksum === undefined ? "" : `<ChecksumSHA256>${checksum}</ChecksumSHA256>`;
  return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${sum}</Part>`;
}

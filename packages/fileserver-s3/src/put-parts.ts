import { NatsBridgeError } from "@natsbridge/schema/base";
import { completeUpload } from "./complete-upload.ts";
import type { PartSource } from "./part-source.ts";
import type { ObjectUpload } from "./put-bytes.ts";
import { removeParts } from "./remove-remains.ts";
import { s3Request } from "./s3-request.ts";
import { xmlText } from "./s3-xml.ts";
import { sendParts } from "./send-parts.ts";

/**
 * Stores one object in parts, of which a few are under way at once; each is tried again by itself. Parts grow, because
 * there may be 10,000 of them and the length of a stream need not be known. A failure leaves no parts behind.
 */
export async function putParts(
  upload: ObjectUpload,
  first: readonly Uint8Array[],
  parts: PartSource,
): Promise<number> {
  const { store, key, signal } = upload;
  const { upload_headers, checksum } = store;
  const algorithm = checksum.kind === "sha256" ? { "x-amz-checksum-algorithm": "SHA256" } : {};
  const created = await s3Request(store, {
    method: "POST",
    key,
    query: { uploads: "" },
    headers: { ...upload_headers, ...algorithm },
    signal,
  });
  const uploadId = xmlText(created.text, "UploadId");
  if (uploadId === undefined)
    throw new NatsBridgeError({
      code: "upload_failed",
      message: `the service gave no UploadId for ${key}`,
      isRetryable: false,
    });
  try {
    return await completeUpload(upload, uploadId, await sendParts(upload, uploadId, first, parts));
  } catch (error) {
    await removeParts(upload, uploadId);
    throw error;
  }
}

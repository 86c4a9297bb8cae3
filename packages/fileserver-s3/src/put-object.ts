import { decideByObject } from "./decide-by-object.ts";
import { type ObjectUpload, putBytes, wantedChecksum } from "./put-bytes.ts";

/** Stores one object in one request. Only a refusal that is one is taken at its word; else the object itself decides. */
export async function putObject(upload: ObjectUpload, bytes: Uint8Array): Promise<number> {
  const { store, key, source } = upload;
  const { upload_headers } = store;
  const checksum = await wantedChecksum(store, bytes);
  const status = await putBytes(upload, bytes, checksum, { headers: upload_headers }).then(
    (answer) => answer.status,
    (error: unknown) => decideByObject({ store, key, size: bytes.length, checksum }, error),
  );
  source.report(bytes.length);
  return status;
}

import type { Exchange } from "./exchange.ts";
import { isId } from "./random-id.ts";
import type { FileRecord, UploadRecord } from "./records.ts";
import { Refusal } from "./refusal.ts";

/** @throws Refusal 404 unless the upload is there and has not expired. */
export async function findUpload({ path, uploads }: Exchange): Promise<UploadRecord> {
  const id = path[1];
  const upload = isId(id) ? await uploads.findUpload(id) : undefined;
  if (upload === undefined) throw new Refusal(404, `upload ${id} not found`);
  if (Date.parse(upload.expireAt) <= Date.now()) throw new Refusal(404, `upload ${id} has expired`);
  return upload;
}

/** @throws Refusal 404 unless the upload has such a file, 400 when the path names it wrongly. */
export async function findFile(
  { path, uploads }: Exchange,
  upload: UploadRecord,
): Promise<FileRecord> {
  const [, , id, name] = path;
  const file = isId(id) ? await uploads.findFile(upload.id, id) : undefined;
  if (file === undefined) throw new Refusal(404, `file ${id} not found`);
  if (name !== file.fileName) throw new Refusal(400, "invalid file name");
  return file;
}

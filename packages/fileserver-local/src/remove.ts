import { sendText } from "./answer.ts";
import { isUploader } from "./authorize.ts";
import type { Exchange } from "./exchange.ts";
import { findFile, findUpload } from "./find-upload.ts";
import { Refusal } from "./refusal.ts";

/** `DELETE /file/{uploadid}/{fileid}/{name}`: for the uploader, and for anyone where the upload is removable. */
export async function removeFile(exchange: Exchange): Promise<void> {
  const { request, response, uploads, space } = exchange;
  const upload = await findUpload(exchange);
  if (!upload.removable && !isUploader(request, upload))
    throw new Refusal(403, "you are not allowed to remove files from this upload");
  const file = await findFile(exchange, upload);
  if (!(await uploads.hasFile(upload.id, file)))
    throw new Refusal(404, `file ${file.fileName} (${file.id}) is not available : deleted`);
  await uploads.removeFile(upload.id, file.id);
  space.changed();
  sendText(response, 200, "ok");
}

/** `DELETE /upload/{uploadid}`: removes an upload and its files. */
export async function removeUpload(exchange: Exchange): Promise<void> {
  const { request, response, uploads, space } = exchange;
  const upload = await findUpload(exchange);
  if (!upload.removable && !isUploader(request, upload))
    throw new Refusal(403, "you are not allowed to remove this upload");
  await uploads.removeUpload(upload.id);
  space.changed();
  sendText(response, 200, "ok");
}

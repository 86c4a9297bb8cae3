import { sendJson } from "./answer.ts";
import { isUploader } from "./authorize.ts";
import { describeFile } from "./describe-upload.ts";
import type { Exchange } from "./exchange.ts";
import { findUpload } from "./find-upload.ts";
import { randomId } from "./random-id.ts";
import { receiveFile, tooBig } from "./receive-file.ts";
import type { FileRecord } from "./records.ts";
import { Refusal, refusalOfWrite } from "./refusal.ts";

/** Room for what goes around a file in a multipart request. */
const MULTIPART_OVERHEAD = 64 * 1024;

/** `POST /file/{uploadid}`: adds a file, visible once it is complete. */
export async function addFile(exchange: Exchange): Promise<void> {
  const { request, response, settings, uploads } = exchange;
  const upload = await findUpload(exchange);
  if (!isUploader(request, upload))
    throw new Refusal(403, "you are not allowed to add file to this upload");
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > settings.maxFileBytes + MULTIPART_OVERHEAD) throw tooBig(settings.maxFileBytes);
  const partialPath = uploads.partial.newPath();
  const received = await receiveFile(request, partialPath, settings.maxFileBytes);
  const file: FileRecord = { id: randomId(16), ...received, createdAt: new Date().toISOString() };
  try {
    await uploads.publish(upload.id, file, partialPath);
  } catch (error) {
    await uploads.partial.remove(partialPath);
    throw refusalOfWrite(error) ?? error;
  }
  sendJson(response, describeFile(file, "uploaded"));
}

import { sendJson } from "./answer.ts";
import { isUploader } from "./authorize.ts";
import { MAX_FILES_PER_UPLOAD } from "./describe-server.ts";
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
  const { request, response, settings, uploads, space } = exchange;
  const upload = await findUpload(exchange);
  if (!isUploader(request, upload))
    throw new Refusal(403, "you are not allowed to add file to this upload");
  const { maxFileBytes } = settings;
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > maxFileBytes + MULTIPART_OVERHEAD) throw tooBig(maxFileBytes);
  await assertFileCount(exchange, upload.id);
  const room = await space.begin(Math.max(0, announced - MULTIPART_OVERHEAD));
  const partialPath = uploads.partial.newPath();
  try {
    const received = await receiveFile(request, partialPath, { maxFileBytes, take: room.take });
    const file: FileRecord = { id: randomId(16), ...received, createdAt: new Date().toISOString() };
    // Others may have come meanwhile.
    await assertFileCount(exchange, upload.id);
    await uploads.publish(upload.id, file, partialPath);
    sendJson(response, describeFile(file, "uploaded"));
  } catch (error) {
    await uploads.partial.remove(partialPath);
    throw refusalOfWrite(error) ?? error;
  } finally {
    room.end();
  }
}

async function assertFileCount({ uploads }: Exchange, uploadId: string): Promise<void> {
  if ((await uploads.countFiles(uploadId)) < MAX_FILES_PER_UPLOAD) return;
  throw new Refusal(
    400,
    `maximum number file per upload reached, limit is ${MAX_FILES_PER_UPLOAD}`,
  );
}

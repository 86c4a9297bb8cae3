import { concurrently } from "@natsbridge/schema/base";
import { sendJson } from "./answer.ts";
import { assertReader, isUploader } from "./authorize.ts";
import { describeFile, describeUpload } from "./describe-upload.ts";
import type { Exchange } from "./exchange.ts";
import { findUpload } from "./find-upload.ts";

/** Files that are looked at together. */
const LOOKED_AT_ONCE = 8;

/** `GET /upload/{uploadid}`: an upload and its files. */
export async function showUpload(exchange: Exchange): Promise<void> {
  const { request, response, uploads } = exchange;
  const upload = await findUpload(exchange);
  assertReader(request, upload);
  const records = await uploads.listFiles(upload.id);
  const files = await concurrently(records, LOOKED_AT_ONCE, undefined, async (file) =>
    describeFile(file, (await uploads.hasFile(upload.id, file)) ? "uploaded" : "deleted"),
  );
  const description = describeUpload(upload, files, false);
  sendJson(response, { ...description, admin: isUploader(request, upload) });
}

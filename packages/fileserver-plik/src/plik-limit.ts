import { httpRequest, type UploadSource } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema/base";
import type { PlikConnection } from "./plik-settings.ts";

const QUESTION_TIMEOUT = 2000;

/**
 * A server that refuses a file as too big answers and hangs up while the file is still being sent, and the answer is
 * often lost with the connection. So when an upload breaks, ask the server for its limit.
 */
export async function explainLostUpload(
  plik: PlikConnection,
  source: UploadSource,
  error: unknown,
): Promise<unknown> {
  if (!NatsBridgeError.isInstance(error) || !error.isRetryable || error.code === "aborted")
    return error;
  const limit = await readLimit(plik).catch(() => undefined);
  const bytes = source.size ?? source.loaded;
  if (limit === undefined || limit <= 0 || bytes <= limit) return error;
  return new NatsBridgeError({
    code: "upload_failed",
    message: `${error.message}. The file has ${bytes} bytes, the server's limit is ${limit} (MaxFileSizeStr)`,
    isRetryable: false,
    cause: error,
  });
}

async function readLimit(plik: PlikConnection): Promise<number | undefined> {
  const { status, text } = await httpRequest(`${plik.base}/config`, {
    ...plik,
    method: "GET",
    signal: AbortSignal.timeout(QUESTION_TIMEOUT),
  });
  const config: unknown = status === 200 ? JSON.parse(text) : undefined;
  const isConfig = typeof config === "object" && config !== null && "maxFileSize" in config;
  return isConfig && typeof config.maxFileSize === "number" ? config.maxFileSize : undefined;
}

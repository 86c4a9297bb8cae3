import {
  createUploadSource,
  encodePathSegment,
  type HttpAnswer,
  httpRequest,
  type StoredFile,
  safeFileName,
  type UploadOptions,
  type UploadSource,
} from "@natsbridge/fileserver";
import { NatsBridgeError, redactLink, redactUrl } from "@natsbridge/schema/base";
import { createBoundary, multipartFrame } from "./multipart-frame.ts";
import { type PlikFile, type PlikUpload, readFile, readUpload } from "./plik-answer.ts";
import { explainLostUpload } from "./plik-limit.ts";
import { type PlikConnection, ttlOption } from "./plik-settings.ts";

const CLEANUP_TIMEOUT = 2000;

/** A stored file and the token that removes it. */
export interface PlikStored {
  readonly file: StoredFile;
  readonly token: string;
}

/** Creates an upload and puts one file into it. A failure leaves neither. */
export async function storeOnPlik(
  plik: PlikConnection,
  dataname: string,
  body: Uint8Array | ReadableStream<Uint8Array>,
  options: UploadOptions,
): Promise<PlikStored> {
  const source = createUploadSource(body, `upload to ${redactUrl(plik.base)}`, options);
  try {
    const ttl = options.ttl ?? plik.ttl;
    ttlOption(ttl);
    const upload = await createUpload(plik, ttl, options);
    try {
      const { status, file } = await addFile(plik, upload, dataname, source, options);
      const path = [upload.id, file.id, file.fileName].map(encodePathSegment).join("/");
      return {
        token: upload.uploadToken,
        file: {
          status,
          uploadid: upload.id,
          fileid: file.id,
          url: `${plik.base}/file/${path}`,
          ...(upload.expireAt === undefined ? {} : { expires_at: upload.expireAt }),
        },
      };
    } catch (error) {
      await removeUpload(plik, upload.id, upload.uploadToken, {
        signal: AbortSignal.timeout(CLEANUP_TIMEOUT),
      }).catch(() => undefined);
      throw error;
    }
  } finally {
    await source.close();
  }
}

/** Removes an upload with all its files; one that is gone already is fine. */
export async function removeUpload(
  plik: PlikConnection,
  uploadid: string,
  token: string,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<HttpAnswer> {
  const url = `${plik.base}/upload/${encodePathSegment(uploadid)}`;
  return httpRequest(url, {
    ...plik,
    method: "DELETE",
    what: `DELETE ${redactLink(url)}`,
    headers: { ...plik.headers, "X-UploadToken": token },
    signal: options.signal,
  });
}

async function createUpload(
  plik: PlikConnection,
  ttl: number | undefined,
  options: UploadOptions,
): Promise<PlikUpload> {
  const url = `${plik.base}/upload`;
  const { login, password } = plik;
  const answer = await httpRequest(url, {
    ...plik,
    method: "POST",
    headers: { ...plik.headers, "Content-Type": "application/json" },
    body: JSON.stringify({
      ...(plik.oneShot === true ? { oneShot: true } : {}),
      ...(ttl === undefined ? {} : { ttl }),
      ...(options.removable === true ? { removable: true } : {}),
      ...(login === undefined ? {} : { login, password }),
    }),
    signal: options.signal,
  });
  return readUpload(answer, `POST ${redactUrl(url)}`);
}

async function addFile(
  plik: PlikConnection,
  upload: PlikUpload,
  dataname: string,
  source: UploadSource,
  options: UploadOptions,
): Promise<{ readonly status: number; readonly file: PlikFile }> {
  const url = `${plik.base}/file/${encodePathSegment(upload.id)}`;
  // Who has the id of an upload can list its files.
  const what = `POST ${redactLink(url)}`;
  const frame = multipartFrame(safeFileName(dataname), createBoundary());
  let answer: HttpAnswer;
  try {
    answer = await httpRequest(url, {
      ...plik,
      method: "POST",
      what,
      headers: {
        ...plik.headers,
        "Content-Type": frame.contentType,
        "X-UploadToken": upload.uploadToken,
      },
      body: source,
      frame,
      signal: options.signal,
    });
  } catch (error) {
    throw await explainLostUpload(plik, source, error);
  }
  const file = readFile(answer, what);
  if (file.fileSize !== undefined && file.fileSize !== source.loaded)
    throw new NatsBridgeError({
      code: "upload_failed",
      message: `${what} stored ${file.fileSize} bytes of ${source.loaded}`,
      isRetryable: true,
      details: { status: answer.status },
    });
  return { status: answer.status, file };
}

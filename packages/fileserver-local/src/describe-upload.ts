import type { FileRecord, UploadRecord } from "./records.ts";

/** An upload as Plik describes it; the token is told to its creator only. */
export function describeUpload(
  upload: UploadRecord,
  files: readonly object[] | undefined,
  isCreator: boolean,
): object {
  return {
    id: upload.id,
    ttl: upload.ttl,
    extend_ttl: false,
    downloadDomain: "",
    comments: "",
    files: files ?? null,
    ...(isCreator ? { uploadToken: upload.token } : {}),
    admin: isCreator,
    stream: false,
    oneShot: upload.oneShot,
    removable: upload.removable,
    protectedByPassword: upload.authorization !== undefined,
    createdAt: upload.createdAt,
    expireAt: upload.expireAt,
  };
}

/** A file as Plik describes it, but without its MD5, which no peer compares and which costs more than the writing. */
export function describeFile(file: FileRecord, status: "uploaded" | "deleted"): object {
  return {
    id: file.id,
    fileName: file.fileName,
    status,
    fileMd5: "",
    fileType: "application/octet-stream",
    fileSize: file.fileSize,
    reference: "",
    createdAt: file.createdAt,
  };
}

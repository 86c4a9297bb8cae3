export type { BackoffOptions } from "@natsbridge/schema/base";
export type { BytesCollector, DownloadBytesOptions } from "./download/download-bytes.ts";
export { downloadBytes } from "./download/download-bytes.ts";
export type { DownloadChunks } from "./download/download-chunks.ts";
export { downloadChunks } from "./download/download-chunks.ts";
export { downloadStream } from "./download/download-stream.ts";
export { fetchWithBackoff } from "./download/fetch-with-backoff.ts";
export { DEFAULT_HEADERS_TIMEOUT, httpDownload } from "./download/http-download.ts";
export type { OpenDownload, ReadOptions } from "./download/read-options.ts";
export type { FetchWithBackoffOptions } from "./download/read-with-backoff.ts";
export { answerError } from "./http/answer-error.ts";
export type { HttpOptions, HttpSettings } from "./http/http-options.ts";
export { HTTP_OPTIONS, httpOptions } from "./http/http-options.ts";
export type { HttpAnswer, HttpRequestOptions } from "./http/http-request.ts";
export { httpRequest } from "./http/http-request.ts";
export { shortenText } from "./http/read-error-text.ts";
export { readRedirectFault } from "./http/redirect-fault.ts";
export { isRetryableStatus } from "./http/response-error.ts";
export type { UploadHeaders } from "./http/upload-headers.ts";
export { uploadHeadersOption } from "./http/upload-headers.ts";
export type { ByteRange } from "./store/byte-range.ts";
export { parseByteRange } from "./store/byte-range.ts";
export type {
  Download,
  DownloadOptions,
  FileServer,
  FileServerCapabilities,
  StoredFile,
  TransferOptions,
  TransferProgress,
  UploadOptions,
} from "./store/file-server.ts";
export { linkOrigin, parseLinkEntries } from "./store/link-entry.ts";
export type { LinkOwner } from "./store/link-owner.ts";
export { ownsLink, storeOfLink } from "./store/link-owner.ts";
export type { LinkPolicy, LinkPolicySettings } from "./store/link-policy.ts";
export { createLinkPolicy } from "./store/link-policy.ts";
export { pathBelow } from "./store/path-below.ts";
export { isPlikLink } from "./store/plik-link.ts";
export { encodePathSegment, safeFileName } from "./store/safe-file-name.ts";
export { newStoredName, storedNameOf } from "./store/stored-name.ts";
export type { SweepableFileServer, SweepOptions, SweepReport } from "./store/sweep.ts";
export { collectUpload } from "./upload/collect-upload.ts";
export type { UploadFrame, UploadSource } from "./upload/upload-source.ts";
export { createUploadSource } from "./upload/upload-source.ts";

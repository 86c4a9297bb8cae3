export { answerError } from "./answer-error.ts";
export type { BackoffOptions } from "./backoff.ts";
export type { ByteRange } from "./byte-range.ts";
export { parseByteRange } from "./byte-range.ts";
export { collectUpload } from "./collect-upload.ts";
export type { BytesCollector, DownloadBytesOptions } from "./download-bytes.ts";
export { downloadBytes } from "./download-bytes.ts";
export type { DownloadChunks } from "./download-chunks.ts";
export { downloadChunks } from "./download-chunks.ts";
export { downloadStream } from "./download-stream.ts";
export type { FetchWithBackoffOptions } from "./fetch-with-backoff.ts";
export { fetchWithBackoff } from "./fetch-with-backoff.ts";
export type {
  Download,
  DownloadOptions,
  FileServer,
  FileServerCapabilities,
  StoredFile,
  TransferOptions,
  TransferProgress,
  UploadOptions,
} from "./file-server.ts";
export { DEFAULT_HEADERS_TIMEOUT, httpDownload } from "./http-download.ts";
export type { HttpOptions } from "./http-options.ts";
export type { HttpAnswer, HttpRequestOptions } from "./http-request.ts";
export { httpRequest } from "./http-request.ts";
export type { LinkPolicy, LinkPolicySettings } from "./link-policy.ts";
export { createLinkPolicy, linkOrigin } from "./link-policy.ts";
export { shortenText } from "./read-error-text.ts";
export type { OpenDownload, ReadOptions } from "./read-options.ts";
export { readRedirectFault } from "./redirect-fault.ts";
export { isRetryableStatus } from "./response-error.ts";
export { retryRequest } from "./retry-request.ts";
export { encodePathSegment, safeFileName } from "./safe-file-name.ts";
export type { SweepableFileServer, SweepOptions, SweepReport } from "./sweep.ts";
export type { UploadFrame, UploadSource } from "./upload-source.ts";
export { createUploadSource } from "./upload-source.ts";

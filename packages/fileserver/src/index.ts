export type { BackoffOptions } from "./backoff.ts";
export type { DownloadBytesOptions } from "./download-bytes.ts";
export { downloadBytes } from "./download-bytes.ts";
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
export type { LinkPolicy, LinkPolicySettings } from "./link-policy.ts";
export { createLinkPolicy, linkOrigin } from "./link-policy.ts";
export type { OpenDownload, ReadOptions } from "./read-options.ts";

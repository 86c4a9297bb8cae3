/**
 * Uploads a payload and says where it is, see "Handlers" in `docs/original-specification.md`.
 * `data` is not copied and must not be changed.
 */
export type FileserverUploadHandler = (
  fileserver_url: string,
  dataname: string,
  data: Uint8Array,
) => Promise<UploadResult>;

/** What an upload handler answers. */
export interface UploadResult {
  /** HTTP status; other than 2xx counts as a failed upload. */
  readonly status: number;
  readonly uploadid: string;
  readonly fileid: string;
  /** Absolute URL that a plain HTTP GET reads. */
  readonly url: string;
}

/** Downloads a link with retries, see "Handlers" in `docs/original-specification.md`. Delays in ms. */
export type FileserverDownloadHandler = (
  url: string,
  max_retries: number,
  base_delay: number,
  max_delay: number,
  correlation_id: string,
) => Promise<Uint8Array>;

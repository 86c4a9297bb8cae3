/** What a store can do, so that callers need not find out by failing. */
export interface FileServerCapabilities {
  /** A broken download can go on where it stopped. */
  readonly range: boolean;
  /** Files can be given a time to live at upload. */
  readonly ttl: boolean;
  /** Uploaded files can be removed again. */
  readonly remove: boolean;
  /** `upload` takes a stream without collecting it in memory first. */
  readonly streaming: boolean;
  /** A page of another origin can read the links (the store sends CORS headers). */
  readonly crossOrigin: boolean;
}

/** Bytes moved so far. `total` is undefined when unknown. */
export interface TransferProgress {
  readonly loaded: number;
  readonly total: number | undefined;
}

/** Options that both directions share. */
export interface TransferOptions {
  /** Ends the transfer; the promise rejects with `aborted`, and nothing stays open or half-written. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

/** Options of {@link FileServer.upload}. */
export interface UploadOptions extends TransferOptions {
  /** Length of `body` in bytes, where the caller knows it. */
  readonly size?: number | undefined;
  /** Time to live in seconds. Default: the store's. Ignored where `capabilities.ttl` is false. */
  readonly ttl?: number | undefined;
  /** The receiver may remove the file after its ack. Default: false. */
  readonly removable?: boolean | undefined;
}

/** A file that a store keeps. */
export interface StoredFile {
  /** Absolute URL that a plain HTTP GET reads. */
  readonly url: string;
  readonly uploadid: string;
  readonly fileid: string;
  /** HTTP status of the upload; 200 where the store has none. */
  readonly status: number;
  /** When the store will drop the file, ISO 8601; absent when it never does or does not say. */
  readonly expires_at?: string | undefined;
}

/** Options of {@link FileServer.download}. */
export interface DownloadOptions extends TransferOptions {
  /** First byte wanted; honoured only where `capabilities.range` is true. Default: 0. */
  readonly offset?: number | undefined;
  /** Version that a download with `offset` must continue; a changed file starts at 0 again. */
  readonly etag?: string | undefined;
  /** Time until the response headers, in ms; 0 for none. Default: 15,000. */
  readonly headers_timeout?: number | undefined;
}

/** One attempt at reading a file. */
export interface Download {
  /** The bytes from `offset` on. Cancelling it ends the transfer. It errors when the connection breaks or the body is short. */
  readonly body: ReadableStream<Uint8Array>;
  /** Position of the first byte of `body` in the file: the offset asked for, or 0 when the store sends all. */
  readonly offset: number;
  /** Length of the whole file in bytes; undefined when the store does not say. */
  readonly size: number | undefined;
  /** Version of the file, for continuing. */
  readonly etag?: string | undefined;
}

/**
 * A place for payloads too big for a message: the claim-check store behind the links.
 *
 * - Every method rejects with a `NatsBridgeError` whose `isRetryable` says whether the same call may succeed later.
 * - A store does not retry a download; whoever calls it does.
 * - The caller owns the bytes it passes and must not change them before the promise settles. A stream passed to
 *   `upload` is read to its end or cancelled, also when the upload fails.
 * - Secrets (tokens, passwords, signatures) appear in no error and no log.
 */
export interface FileServer {
  /** Short name for messages, such as `plik`. */
  readonly name: string;
  readonly capabilities: FileServerCapabilities;
  /**
   * Origins of the links this store hands out, such as `https://files.example.org`. Without `owns` they decide whose a
   * link is. With neither, links reach this store only where no other owns them and `allowed_link_origins` permits them,
   * and it is never asked to remove one.
   */
  readonly origins?: readonly string[];
  /**
   * Whether a link has the shape of those that this store hands out: its base address and the form of its paths, judged
   * after `new URL` and with every `%2e`, `%2f` and `%5c` decoded. Receivers read such links through this store, with its
   * credentials, and have it remove only such. Absent: `origins` decides. Must not throw.
   */
  owns?(url: string): boolean;
  /**
   * Stores `body` and resolves when it is complete and readable. A failed or aborted upload leaves no readable file.
   * `name` is a suggestion; the store may change it and must not let it choose a path.
   */
  upload(
    name: string,
    body: Uint8Array | ReadableStream<Uint8Array>,
    options?: UploadOptions,
  ): Promise<StoredFile>;
  /** Starts reading a link once. A file that is not there rejects with `link_gone`. */
  download(url: string, options?: DownloadOptions): Promise<Download>;
  /**
   * Removes a file; resolves too when it is gone already. Absent: files go by their time to live only.
   * A `StoredFile` that came from this very object can always be removed; another may need a right that the store grants.
   */
  remove?(file: Pick<StoredFile, "url">, options?: TransferOptions): Promise<void>;
}

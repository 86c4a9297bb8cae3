import type { UnsafeIntegers } from "@natsbridge/codecs";
import type { FileServer } from "@natsbridge/fileserver";
import type { Logger } from "@natsbridge/schema";
import type { FileserverDownloadHandler } from "./handlers.ts";
import type { Progress } from "./progress.ts";

/** Most bytes read from one link unless `max_download_bytes` says otherwise: 4 GiB. */
export const DEFAULT_MAX_DOWNLOAD_BYTES: number = 4 * 1024 ** 3;

/** Options of `smartreceive`. Names are those of every NATSBridge peer. */
export interface SmartReceiveOptions {
  /** Downloads links in place of the default; the link policy is then the handler's affair, size and checksum are still checked. */
  readonly fileserver_download_handler?: FileserverDownloadHandler | undefined;
  /** Most attempts at a download. Default: 5. */
  readonly max_retries?: number | undefined;
  /** Wait before the second attempt in ms; doubles from then on, each shortened by up to half at random. Default: 100. */
  readonly base_delay?: number | undefined;
  /** Longest wait between attempts in ms, also for a server's `Retry-After`. Default: 5,000. */
  readonly max_delay?: number | undefined;
  /**
   * Address of a Plik server: links of its shape (`/file/{uploadid}/{fileid}/{name}`) below this address are read.
   * Default: `FILESERVER_URL`; then `http://localhost:8080`, unless `fileservers` or `allowed_link_origins` say another place.
   */
  readonly fileserver_url?: string | undefined;
  /** Stores whose own links (see `FileServer.owns`) are read through them, with their credentials. */
  readonly fileservers?: readonly FileServer[] | undefined;
  /**
   * Further places that links may lead to: origins (`https://h`), folders of one (`https://h/tenant-a/`), or `"any"`. Such
   * links are read by a plain GET, never with a store's headers, and never removed.
   * Default: `NATSBRIDGE_ALLOWED_LINK_ORIGINS`, then none.
   */
  readonly allowed_link_origins?: readonly string[] | "any" | undefined;
  /** Most bytes to read from one link. Default: 4 GiB. */
  readonly max_download_bytes?: number | undefined;
  /**
   * Most bytes that one eager receive holds, all links of a message together; more is `link_too_large`.
   * Default: 16 × `max_download_bytes`, at most 4 GiB, never less than `max_download_bytes`.
   */
  readonly max_message_bytes?: number | undefined;
  /**
   * Most that reading a message may make beyond the bytes received, in bytes: decompressed tables, rows without bytes, rows
   * where they are asked for. Over it is `decode_error`. Default: the larger of 1 GiB and 8 times the received bytes.
   */
  readonly max_decoded_bytes?: number | undefined;
  /** `true` gives an `arrowtable` as rows, plain objects, instead of an apache-arrow Table. Default: false. */
  readonly rows?: boolean | undefined;
  /** `true` gives a handle per payload and fetches nothing before it is asked for. Default: false. */
  readonly lazy?: boolean | undefined;
  /** Time until the response headers of a download in ms; 0 for none. Default: 15,000. */
  readonly headers_timeout?: number | undefined;
  /** Longest pause between two chunks of a download in ms; 0 for none. Default: 30,000. */
  readonly idle_timeout?: number | undefined;
  /** Time for a whole download with all attempts in ms; 0 for none. Default: 0. */
  readonly total_timeout?: number | undefined;
  /**
   * Least speed of a download in bytes a second, over any 60 s in which a read was waiting; a slower one is
   * `link_unreachable`, without a further attempt. A slow reader never counts. 0 for none. Default: 1,000.
   */
  readonly min_speed?: number | undefined;
  /** How integers beyond ±(2^53-1) in JSON are given. Default: `"bigint"`. */
  readonly unsafe_integers?: UnsafeIntegers | undefined;
  /** Gives up; the promise rejects with `aborted`. */
  readonly signal?: AbortSignal | undefined;
  readonly on_progress?: ((progress: Progress) => void) | undefined;
  /** Receives the log line of every step. Default: silent. */
  readonly logger?: Logger | undefined;
}

import type { FileServer } from "./file-server.ts";

/** Which files of a store are swept. */
export interface SweepOptions {
  /** Age in seconds from which a file is removed. */
  readonly older_than: number;
  /** Keeps a file by its `fileid` all the same, such as one that a published message still refers to. */
  readonly keep?: ((fileid: string) => boolean | Promise<boolean>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a sweep did. */
export interface SweepReport {
  /** `fileid` of each file removed. */
  readonly removed: readonly string[];
  /** Number of files left. */
  readonly left: number;
}

/** A store that can list its files, and so find those that nobody will ever remove. */
export interface SweepableFileServer extends FileServer {
  /** Removes old files, such as those whose message was never published, and uploads that were never completed. */
  sweep(options: SweepOptions): Promise<SweepReport>;
}

/** How far a payload's transfer to or from a file server is. */
export interface Progress {
  readonly dataname: string;
  readonly direction: "upload" | "download";
  /** Bytes moved so far. */
  readonly loaded: number;
  /** Bytes in all; undefined when unknown. */
  readonly total: number | undefined;
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { DiskSpace } from "./disk-space.ts";
import type { ResolvedLocalSettings } from "./local-settings.ts";
import type { UploadDirectory } from "./upload-directory.ts";

/** One request with its answer, and what is needed to answer it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Parts of the path, percent-decoded. */
  readonly path: readonly string[];
  readonly settings: ResolvedLocalSettings;
  readonly uploads: UploadDirectory;
  readonly space: DiskSpace;
}

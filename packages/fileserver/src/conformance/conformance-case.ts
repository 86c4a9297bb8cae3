import type { FileServer, FileServerCapabilities } from "../store/file-server.ts";

/** One thing that every store must do. */
export interface ConformanceCase {
  readonly name: string;
  /** Capabilities without which the case says nothing about a store. */
  readonly needs: readonly (keyof FileServerCapabilities)[];
  /** Rejects with the reason when the store fails. */
  run(store: FileServer): Promise<void>;
}

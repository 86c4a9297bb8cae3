/** A browser that can be started with a page, and that is not asked to do more. */
export interface Engine {
  readonly name: "chromium" | "firefox" | "webkit";
  /** Of Debian; installed where the executable lacks. */
  readonly packages: readonly string[];
  readonly executable: string;
  /** How it is started, with everything that it writes in `profile`. */
  start(url: string, profile: string): readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Prints the version. */
  readonly version: readonly string[];
  /** A name of this machine whose pages are no secure context. */
  insecureHost(): string;
}

/** Where a bundler works: a project of a user, whose page is `suite/page.js`. */
export interface BundleJob {
  readonly project: string;
  /** Where the result goes; `index.html` in it is what is opened. */
  readonly outDir: string;
}

/** What makes a page of the packages. */
export interface Bundler {
  readonly name: string;
  readonly version: string;
  /** What the project itself must have, as `npm install` takes it. */
  readonly packages: readonly string[];
  build(job: BundleJob): Promise<void>;
}

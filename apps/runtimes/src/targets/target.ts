import type { Projects } from "../install/projects.ts";
import type { World } from "../start-world.ts";
import type { CheckResult } from "../suite/check.ts";

/** What a target runs with. */
export interface TargetContext {
  readonly world: World;
  /** The folder of a project with all packages and the suite, for those that need nothing besides. */
  readonly project: string;
  /** Projects that have more. */
  readonly projects: Projects;
}

/** What a run of a target gives. */
export interface TargetReport {
  /** As the target calls itself: `v24.21.0`. */
  readonly version: string;
  readonly results: readonly CheckResult[];
  /** gzip bytes of the scripts that a page begins with, and of all that the suite came to load. */
  readonly bytes?: { readonly start: number; readonly all: number };
}

/** Something that people run NATSBridge in. */
export interface Target {
  /** As it is named on the command line: `node-22`, `firefox-worker`. */
  readonly name: string;
  readonly kind: "runtime" | "bundle" | "compiler";
  run(context: TargetContext): Promise<TargetReport>;
}

import type { Case, Result } from "../cases/case.ts";
import type { Context } from "./context.ts";

/** Cases that are proved together, as one message has many receivers. */
export interface Unit {
  readonly cases: readonly Case[];
  /** It waits more than it works: it begins first, beside all others. */
  readonly isSlow?: true;
  /** Gives a result for each of the cases. */
  run(context: Context): Promise<readonly Result[]>;
}

/** What a section consists of. */
export interface Plan {
  /** All cases, in the order of the report. */
  readonly cases: readonly Case[];
  /** The work that proves them. */
  readonly units: readonly Unit[];
  /** Results known before any work. */
  readonly settled: readonly Result[];
}

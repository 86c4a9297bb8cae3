import type { Case, Result } from "../cases/case.ts";
import type { PeerName } from "../cases/dimensions.ts";
import type { Context } from "./context.ts";
import type { MissingPeer } from "./start-peers.ts";

/** Who takes part in a run. */
export interface Scope {
  /** All who were asked for, in the order of the report. */
  readonly peers: readonly PeerName[];
  /** Those of them that do not run. */
  readonly missing: readonly MissingPeer[];
}

/** Cases that are proved together, as one message has many receivers. */
export interface Unit {
  readonly cases: readonly Case[];
  /** Gives a result for each of the cases. */
  run(context: Context): Promise<readonly Result[]>;
}

/** What a section consists of: work, and the results known before any work. */
export interface Plan {
  readonly units: readonly Unit[];
  readonly settled: readonly Result[];
}

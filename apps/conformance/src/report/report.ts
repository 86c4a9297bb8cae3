import type { Result, Status } from "../cases/case.ts";
import type { MissingPeer } from "../run/start-peers.ts";

/** Everything a run found; `report.json` is this. */
export interface Report {
  /** ISO 8601. */
  readonly started: string;
  readonly seconds: number;
  /** Name of each running peer to what it runs on. */
  readonly runtimes: Readonly<Record<string, string>>;
  readonly missing: readonly MissingPeer[];
  readonly counts: Readonly<Record<Status, number>>;
  readonly results: readonly Result[];
  /** Envelopes that were sent, by the key that results name. */
  readonly messages: Readonly<Record<string, unknown>>;
}

export function countResults(results: readonly Result[]): Record<Status, number> {
  const counts: Record<Status, number> = { passed: 0, failed: 0, "not applicable": 0, missing: 0 };
  for (const { status } of results) counts[status] += 1;
  return counts;
}

/**
 * Whether a run is good: nothing failed, and something was proved. A missing peer is a warning on a person's own
 * machine and a failure where all must be there.
 */
export function isGreen(
  counts: Readonly<Record<Status, number>>,
  allMustBeThere: boolean,
): boolean {
  return counts.failed === 0 && counts.passed > 0 && !(allMustBeThere && counts.missing > 0);
}

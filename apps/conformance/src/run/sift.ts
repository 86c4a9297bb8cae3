import type { Case, Result } from "../cases/case.ts";
import { type Demand, notApplicable } from "../cases/not-applicable.ts";
import type { MissingPeer } from "./start-peers.ts";

/** Settles a case before any work, where one of its peers cannot or is not there; undefined where it is to be run. */
export function settle(
  one: Case,
  demands: readonly Demand[],
  missing: readonly MissingPeer[],
): Result | undefined {
  for (const demand of demands) {
    const note = notApplicable(demand);
    if (note !== undefined) return { ...one, status: "not applicable", note };
  }
  for (const { peer } of demands) {
    const absent = missing.find(({ name }) => name === peer);
    if (absent !== undefined) {
      return { ...one, status: "missing", note: `${absent.title}: ${absent.reason}` };
    }
  }
  return undefined;
}

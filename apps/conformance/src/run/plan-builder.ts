import type { Case, Result } from "../cases/case.ts";
import type { PeerName } from "../cases/dimensions.ts";
import { type Demand, notApplicable } from "../cases/not-applicable.ts";
import type { MissingPeer } from "./start-peers.ts";
import type { Plan, Unit } from "./unit.ts";

/** Who takes part in a run. */
export interface Scope {
  /** All who were asked for, in the order of the report. */
  readonly peers: readonly PeerName[];
  /** Those of them that do not run. */
  readonly missing: readonly MissingPeer[];
}

/** Gathers the cases of a section; those that cannot be run are settled at once, with the reason. */
export class PlanBuilder implements Plan {
  readonly cases: Case[] = [];
  readonly units: Unit[] = [];
  readonly settled: Result[] = [];
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Adds a case; tells whether it is to be run. */
  add(one: Case, demands: readonly Demand[]): boolean {
    this.cases.push(one);
    const known = this.#settle(one, demands);
    if (known !== undefined) this.settled.push(known);
    return known === undefined;
  }

  #settle(one: Case, demands: readonly Demand[]): Result | undefined {
    for (const demand of demands) {
      const note = notApplicable(demand);
      if (note !== undefined) return { ...one, status: "not applicable", note };
    }
    for (const { peer } of demands) {
      const absent = this.#scope.missing.find(({ name }) => name === peer);
      if (absent !== undefined) {
        return { ...one, status: "missing", note: `${absent.title}: ${absent.reason}` };
      }
    }
    return undefined;
  }
}

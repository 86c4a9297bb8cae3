import { caseId, type Result, type Section } from "../cases/case.ts";
import { planMatrix } from "../matrix/plan-matrix.ts";
import type { Plan, Scope, Unit } from "./unit.ts";

type Planner = (scope: Scope) => Plan;

const PLANNERS: Readonly<Partial<Record<Section, Planner>>> = {
  matrix: planMatrix,
};

/** What is to be done: the chosen sections, and of them the units with a case whose name holds all of the texts. */
export function planSections(
  sections: readonly Section[],
  match: readonly string[],
  scope: Scope,
): Plan {
  const plans = sections.map((section) => PLANNERS[section]?.(scope) ?? NOTHING);
  const isWanted = (id: string) => match.every((text) => id.includes(text));
  return {
    units: plans
      .flatMap(({ units }): readonly Unit[] => units)
      .filter(({ cases }) => cases.some((one) => isWanted(caseId(one)))),
    settled: plans
      .flatMap(({ settled }): readonly Result[] => settled)
      .filter((result) => isWanted(caseId(result))),
  };
}

const NOTHING: Plan = { units: [], settled: [] };

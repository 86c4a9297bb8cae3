import { caseId, type Section } from "../cases/case.ts";
import { planMatrix } from "../matrix/plan-matrix.ts";
import { planApi } from "../sections/api.ts";
import { planHostile } from "../sections/hostile/hostile.ts";
import { planJetStream } from "../sections/jetstream.ts";
import { planMessages } from "../sections/messages.ts";
import { planPlanner } from "../sections/planner.ts";
import { planRefusals } from "../sections/refusals.ts";
import { planRequests } from "../sections/requests.ts";
import { planStores } from "../sections/stores.ts";
import { planVectors } from "../sections/vectors.ts";
import { planWritten } from "../sections/written.ts";
import type { Scope } from "./plan-builder.ts";
import type { Plan } from "./unit.ts";

const PLANNERS: Readonly<Record<Section, (scope: Scope) => Plan>> = {
  api: planApi,
  matrix: planMatrix,
  stores: planStores,
  messages: planMessages,
  requests: planRequests,
  jetstream: planJetStream,
  planner: planPlanner,
  written: planWritten,
  refusals: planRefusals,
  vectors: planVectors,
  hostile: planHostile,
};

/** What is to be done: the chosen sections, and of them the units with a case whose name holds all of the texts. */
export function planSections(
  sections: readonly Section[],
  match: readonly string[],
  scope: Scope,
): Plan {
  const plans = sections.map((section) => PLANNERS[section](scope));
  const isWanted = (id: string) => match.every((text) => id.includes(text));
  return {
    cases: plans.flatMap(({ cases }) => cases),
    units: plans
      .flatMap(({ units }) => units)
      .filter(({ cases }) => cases.some((one) => isWanted(caseId(one)))),
    settled: plans.flatMap(({ settled }) => settled).filter((one) => isWanted(caseId(one))),
  };
}

import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { Plan } from "../run/unit.ts";

export function planRefusals(scope: Scope): Plan {
  return new PlanBuilder(scope);
}

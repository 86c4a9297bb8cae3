import type { Target, TargetReport } from "../targets/target.ts";

/** A target's line of the report. */
export interface Outcome extends Partial<TargetReport> {
  readonly name: string;
  readonly kind: Target["kind"];
  readonly seconds: number;
  /** Why nothing came of it. */
  readonly fault?: string;
}

/** What did not hold, one line each. */
export function faultsOf({ fault, results = [] }: Outcome): readonly string[] {
  const own = fault === undefined ? [] : [fault];
  return [
    ...own,
    ...results.flatMap((each) => (each.fault === undefined ? [] : `${each.name}: ${each.fault}`)),
  ];
}

import { type Case, caseId, type Result } from "../cases/case.ts";
import type { Context } from "./context.ts";
import type { Unit } from "./unit.ts";

/** Units at work at once: workers are programs of their own, but the cores are few. */
const LANES = 4;

/** Runs all units; every case of theirs gets exactly one result, whatever happens. */
export async function runUnits(
  units: readonly Unit[],
  context: Context,
  signal: AbortSignal,
  report: (results: readonly Result[]) => void,
): Promise<void> {
  const queue = units.filter(({ isSlow }) => isSlow !== true).values();
  const lane = async () => {
    for (const unit of queue) {
      signal.throwIfAborted();
      report(await runUnit(unit, context));
    }
  };
  const beside = units.filter(({ isSlow }) => isSlow === true);
  await Promise.all([
    ...beside.map(async (unit) => report(await runUnit(unit, context))),
    ...Array.from({ length: LANES }, lane),
  ]);
}

async function runUnit(unit: Unit, context: Context): Promise<Result[]> {
  const results = new Map<string, Result>();
  let fault = "the runner gave no result for it";
  try {
    for (const result of await unit.run(context)) results.set(caseId(result), result);
  } catch (error) {
    fault = `the runner failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`;
  }
  return unit.cases.map((one) => results.get(caseId(one)) ?? failed(one, fault));
}

function failed(one: Case, note: string): Result {
  return { ...one, status: "failed", note };
}

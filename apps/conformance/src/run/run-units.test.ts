import { expect, test } from "vitest";
import type { Case, Result } from "../cases/case.ts";
import type { Context } from "./context.ts";
import { runUnits } from "./run-units.ts";
import type { Unit } from "./unit.ts";

const context = {} as Context;
const one: Case = { section: "planner", row: "a", column: "b", detail: "" };
const other: Case = { ...one, column: "c" };
const never = new AbortController().signal;

async function resultsOf(units: readonly Unit[], signal: AbortSignal = never): Promise<Result[]> {
  const results: Result[] = [];
  await runUnits(units, context, signal, (proved) => void results.push(...proved));
  return results;
}

test("a unit that throws fails all of its cases", async () => {
  const broken: Unit = {
    cases: [one, other],
    run: async () => {
      throw new Error("broken on purpose");
    },
  };
  const results = await resultsOf([broken]);
  expect(results.map(({ status }) => status)).toEqual(["failed", "failed"]);
  expect(results[0]?.note).toContain("broken on purpose");
});

test("a case without a result has failed; a result of no case is dropped", async () => {
  const forgetful: Unit = {
    cases: [one, other],
    run: async () => [
      { ...one, status: "passed" },
      { ...one, row: "of nobody", status: "passed" },
    ],
  };
  const results = await resultsOf([forgetful]);
  expect(results.map(({ column, status }) => [column, status])).toEqual([
    ["b", "passed"],
    ["c", "failed"],
  ]);
});

test("an interruption ends the run", async () => {
  const interruption = new AbortController();
  const unit: Unit = {
    cases: [one],
    run: async () => {
      interruption.abort(new Error("Interrupted by SIGINT"));
      return [{ ...one, status: "passed" }];
    },
  };
  await expect(resultsOf(Array(10).fill(unit), interruption.signal)).rejects.toThrow("SIGINT");
});

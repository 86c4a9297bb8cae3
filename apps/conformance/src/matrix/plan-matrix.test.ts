import { expect, test } from "vitest";
import { caseId } from "../cases/case.ts";
import { PEERS } from "../cases/dimensions.ts";
import { planMatrix } from "./plan-matrix.ts";

const missingJulia = [
  { name: "julia", title: "Julia", reason: "not installed", install: "pnpm conformance:setup" },
] as const;

test("every sender, receiver, type, transport and size is planned once", () => {
  const plan = planMatrix({ peers: PEERS, missing: [] });
  // Five senders, five receivers and the wire, eight types, two transports, five sizes.
  expect(plan.cases).toHaveLength(5 * 6 * 8 * 2 * 5);
  expect(new Set(plan.cases.map(caseId)).size).toBe(plan.cases.length);
  const proved = plan.units.flatMap(({ cases }) => cases);
  const all = [...proved, ...plan.settled].map(caseId);
  expect(all.toSorted()).toEqual(plan.cases.map(caseId).toSorted());
});

test("what is settled without a message has the status and its reason", () => {
  const { settled } = planMatrix({ peers: PEERS, missing: [] });
  expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(["not applicable"]));
  expect(settled.every(({ note }) => note !== undefined && note.length > 20)).toBe(true);
  expect(settled.every(({ row, column }) => [row, column].includes("micropython"))).toBe(true);
});

test("a missing peer makes its own cases missing and no others", () => {
  const { settled, units } = planMatrix({ peers: PEERS, missing: missingJulia });
  const missing = settled.filter(({ status }) => status === "missing");
  expect(missing.every(({ row, column }) => [row, column].includes("julia"))).toBe(true);
  expect(missing[0]?.note).toBe("Julia: not installed");
  const proved = units.flatMap(({ cases }) => cases);
  expect(proved.some(({ row, column }) => [row, column].includes("julia"))).toBe(false);
  expect(proved.some(({ row, column }) => row === "node" && column === "wire")).toBe(true);
});

test("a device has a limit of its own, so it gets messages of its own", () => {
  const { units } = planMatrix({ peers: PEERS, missing: [] });
  const groups = units
    .map(({ cases }) => cases)
    .filter(([first]) => first?.row === "node" && first.detail === "text direct under")
    .map((cases) => cases.map(({ column }) => column));
  expect(groups).toEqual([["node", "browser", "python", "julia", "wire"], ["micropython"]]);
});

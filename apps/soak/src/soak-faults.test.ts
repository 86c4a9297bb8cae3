import { expect, test } from "vitest";
import type { ClusterKillCounts } from "./cluster-kills.ts";
import type { MutatedMessageCounts } from "./mutated-messages.ts";
import { soakFaults } from "./soak-faults.ts";
import type { SteadyLoadCounts } from "./steady-load.ts";

const kills: ClusterKillCounts = {
  messages: 10,
  linked: 1,
  kills: 4,
  acknowledged: 10,
  stored: 10,
  missing: 0,
  delivered_once_or_more: 10,
  repeats: 3,
  unmarked_repeats: 0,
  dead_links: 0,
  failures: { timeout: 1 },
  seconds: 1,
};
const mutated: MutatedMessageCounts = {
  messages: 10,
  values: 4,
  errors: { invalid_envelope: 6 },
  untyped: 0,
  polluted: [],
  slowest_ms: 1,
};
const load: SteadyLoadCounts = {
  minutes: 1,
  top_rate: 2,
  rate: 1,
  sent: 60,
  handled: 60,
  linked: 1,
  failures: {},
  memory: { lowest: 1, highest: 2, growth: 1 },
  rss: { first: 1, last: 2 },
  is_flat: true,
  unhandled_rejections: 0,
  warnings: [],
  leaked_listeners: 0,
};

test("none where all held, and nothing is asked of what was not run", () => {
  const report = {
    cluster_kills: kills,
    mutated_into_receive: mutated,
    mutated_into_subscribe: mutated,
    steady_load: load,
  };
  expect(soakFaults(report)).toEqual([]);
  expect(soakFaults({})).toEqual([]);
});

test.each([
  [{ cluster_kills: { ...kills, missing: 1 } }, "missing is 1, not 0"],
  [{ cluster_kills: { ...kills, stored: 9 } }, "stored is 9, not 10"],
  [{ cluster_kills: { ...kills, dead_links: 1 } }, "dead links is 1, not 0"],
  [
    { cluster_kills: { ...kills, unmarked_repeats: 2 } },
    "repeats that were not marked is 2, not 0",
  ],
  [
    { mutated_into_receive: { ...mutated, values: 3 } },
    "outcomes of mutated messages is 9, not 10",
  ],
  [{ mutated_into_subscribe: { ...mutated, untyped: 1 } }, "untyped errors is 1, not 0"],
  [{ steady_load: { ...load, handled: 59 } }, "handled is 59, not 60"],
  [{ steady_load: { ...load, is_flat: false } }, "memory flat is false, not true"],
  [{ steady_load: { ...load, unhandled_rejections: 1 } }, "unhandled rejections is 1, not 0"],
  [{ steady_load: { ...load, leaked_listeners: 3 } }, "leaked listeners is 3, not 0"],
])("%j", (report, fault) => {
  expect(soakFaults(report)).toEqual([fault]);
});

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
  plain_top_rate: 3,
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

const accidents = {
  accidents: { kill: 3, lame_duck: 1, rotate: 3, swallow: 1, lose: 2, remake: 2 },
  acknowledged: 100,
  missing: 0,
  repeats: 1,
  remade_acknowledged: 50,
  remade_endings: [],
  remakes_untold: 0,
  core_sent: 40,
  core: { lost: 5, told_to_publisher_only: 1, untold: 0, untold_from: [] },
  longest_send: 3_000,
  longest_delivery: 9_000,
  failures: {},
  seconds: 90,
};

test("none where all held, and nothing is asked of what was not run", () => {
  const report = {
    cluster_kills: kills,
    mutated_into_receive: mutated,
    mutated_into_subscribe: mutated,
    steady_load: load,
  };
  expect(soakFaults({ ...report, accidents })).toEqual([]);
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
  [{ accidents: { ...accidents, missing: 1 } }, "missing after accidents is 1, not 0"],
  [{ accidents: { ...accidents, remakes_untold: 1 } }, "remakes that were not told is 1, not 0"],
  [
    { accidents: { ...accidents, core: { ...accidents.core, untold: 2 } } },
    "Core losses that were not told is 2, not 0",
  ],
  [{ accidents: { ...accidents, longest_send: 60_000 } }, "a send within 60 s is false, not true"],
  [
    { accidents: { ...accidents, longest_delivery: 70_000 } },
    "a delivery within 60 s is false, not true",
  ],
])("%j", (report, fault) => {
  expect(soakFaults(report)).toEqual([fault]);
});

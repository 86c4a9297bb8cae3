import type { AccidentsReport } from "./accidents.ts";
import type { ClusterKillCounts } from "./cluster-kills.ts";
import type { MutatedMessageCounts } from "./mutated-messages.ts";
import type { SteadyLoadCounts } from "./steady-load.ts";

/** The parts of a soak that were run. */
export interface SoakReport {
  readonly cluster_kills?: ClusterKillCounts;
  readonly accidents?: AccidentsReport;
  readonly mutated_into_receive?: MutatedMessageCounts;
  readonly mutated_into_subscribe?: MutatedMessageCounts;
  readonly steady_load?: SteadyLoadCounts;
}

/** The longest that anything may wait for, in ms. */
const LONGEST_WAIT = 60_000;

/** What must not be, in words; none where all held. */
export function soakFaults(report: SoakReport): string[] {
  const faults: string[] = [];
  const mustBe = (what: string, value: unknown, expected: unknown): void => {
    if (value !== expected) faults.push(`${what} is ${String(value)}, not ${String(expected)}`);
  };
  const { cluster_kills: kills, steady_load: load } = report;
  if (kills) {
    mustBe("acknowledged", kills.acknowledged, kills.messages);
    mustBe("stored", kills.stored, kills.messages);
    mustBe("delivered", kills.delivered_once_or_more, kills.messages);
    mustBe("missing", kills.missing, 0);
    mustBe("repeats that were not marked", kills.unmarked_repeats, 0);
    mustBe("dead links", kills.dead_links, 0);
  }
  const { accidents } = report;
  if (accidents) {
    mustBe("missing after accidents", accidents.missing, 0);
    mustBe("remakes that were not told", accidents.remakes_untold, 0);
    mustBe("Core losses that were not told", accidents.core.untold, 0);
    const { longest_send, longest_delivery } = accidents;
    mustBe("a send within 60 s", longest_send < LONGEST_WAIT, true);
    mustBe("a delivery within 60 s", longest_delivery < LONGEST_WAIT, true);
  }
  for (const counts of [report.mutated_into_receive, report.mutated_into_subscribe]) {
    if (!counts) continue;
    const failed = Object.values(counts.errors).reduce((sum, count) => sum + count, 0);
    mustBe("outcomes of mutated messages", counts.values + failed, counts.messages);
    mustBe("untyped errors", counts.untyped, 0);
    mustBe("polluted properties", counts.polluted.length, 0);
  }
  if (load) {
    mustBe("handled", load.handled, load.sent);
    mustBe("failures", Object.keys(load.failures).length, 0);
    mustBe("memory flat", load.is_flat, true);
    mustBe("unhandled rejections", load.unhandled_rejections, 0);
    mustBe("warnings", load.warnings.length, 0);
    mustBe("leaked listeners", load.leaked_listeners, 0);
  }
  return faults;
}

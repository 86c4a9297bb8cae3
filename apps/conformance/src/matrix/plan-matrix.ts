import { type PeerName, type Receiver, WIRE } from "../cases/dimensions.ts";
import type { Demand } from "../cases/not-applicable.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { Plan } from "../run/unit.ts";
import { Calibrations } from "./calibration.ts";
import { KINDS, type Kind, matrixCase } from "./cell.ts";
import { isAtLimit, type Limit } from "./limits.ts";
import { MatrixGroup } from "./matrix-group.ts";
import { ExpectedPayloads } from "./payloads.ts";

/** Every sender, every kind of message, every receiver: one message per group of receivers. */
export function planMatrix(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  const shared = { expected: new ExpectedPayloads(), calibrations: new Calibrations() };
  for (const sender of scope.peers) {
    for (const kind of KINDS) {
      const receivers = [...scope.peers, WIRE] as const;
      const open = receivers.filter((receiver) =>
        plan.add(matrixCase(sender, receiver, kind), demands(sender, receiver, kind)),
      );
      const groups = Map.groupBy(open, (receiver) => limitOf(sender, receiver, kind));
      for (const [limit, members] of groups) {
        const number = plan.units.length + 1;
        plan.units.push(
          new MatrixGroup({ number, sender, kind, limit, receivers: members, ...shared }),
        );
      }
    }
  }
  return plan;
}

function demands(sender: PeerName, receiver: Receiver, kind: Kind): Demand[] {
  const sends: Demand = { peer: sender, role: "sender", section: "matrix", ...kind };
  if (receiver === WIRE) return [sends];
  return [sends, { peer: receiver, role: "receiver", section: "matrix", ...kind }];
}

/** A device's limit is the smaller one wherever it takes part. */
function limitOf(sender: PeerName, receiver: Receiver, { size }: Kind): Limit {
  const isDevice = sender === "micropython" || receiver === "micropython";
  return isAtLimit(size) && isDevice ? "device" : "broker";
}

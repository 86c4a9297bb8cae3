import type { Result } from "../cases/case.ts";
import { type PeerName, type Receiver, WIRE } from "../cases/dimensions.ts";
import type { Demand } from "../cases/not-applicable.ts";
import { settle } from "../run/sift.ts";
import type { Plan, Scope, Unit } from "../run/unit.ts";
import { Calibrations } from "./calibration.ts";
import { KINDS, type Kind, matrixCase } from "./cell.ts";
import { isAtLimit, type Limit } from "./limits.ts";
import { MatrixGroup } from "./matrix-group.ts";
import { ExpectedPayloads } from "./payloads.ts";

/** Every sender, every kind of message, every receiver: one message per group of receivers. */
export function planMatrix({ peers, missing }: Scope): Plan {
  const settled: Result[] = [];
  const units: Unit[] = [];
  const shared = { expected: new ExpectedPayloads(), calibrations: new Calibrations() };
  for (const sender of peers) {
    for (const kind of KINDS) {
      const open = new Map<Limit, Receiver[]>();
      for (const receiver of [...peers, WIRE] as const) {
        const one = matrixCase(sender, receiver, kind);
        const known = settle(one, demands(sender, receiver, kind), missing);
        if (known !== undefined) settled.push(known);
        else push(open, limitOf(sender, receiver, kind), receiver);
      }
      for (const [limit, receivers] of open) {
        const number = units.length + 1;
        units.push(new MatrixGroup({ number, sender, kind, limit, receivers, ...shared }));
      }
    }
  }
  return { units, settled };
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

function push(open: Map<Limit, Receiver[]>, limit: Limit, receiver: Receiver): void {
  const receivers = open.get(limit) ?? [];
  receivers.push(receiver);
  open.set(limit, receivers);
}

import type { Case } from "../cases/case.ts";
import { type PeerName, type Receiver, type Transport, WIRE } from "../cases/dimensions.ts";
import type { Demand } from "../cases/not-applicable.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { Plan } from "../run/unit.ts";
import type { SamplePayload } from "./sample-payloads.ts";
import { sampleUnit } from "./sample-unit.ts";
import { SAMPLES } from "./samples.ts";

/** Messages of several payloads, from every sender to every receiver. */
export function planMessages(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  for (const sender of scope.peers) {
    for (const [name, payloads] of Object.entries(SAMPLES)) {
      for (const transport of ["direct", "link", "mixed"] as const) {
        const detail = `${name} ${transport}`;
        const receivers = ([...scope.peers, WIRE] as const).filter((receiver) => {
          const one: Case = { section: "messages", row: sender, column: receiver, detail };
          return plan.add(one, demands(sender, receiver, payloads, transport));
        });
        if (receivers.length === 0) continue;
        plan.units.push(
          sampleUnit({
            section: "messages",
            row: sender,
            sender,
            receivers,
            detail,
            payloads,
            transport,
          }),
        );
      }
    }
  }
  return plan;
}

/** Every type and both transports must be possible for both ends. */
function demands(
  sender: PeerName,
  receiver: Receiver,
  payloads: readonly SamplePayload[],
  transport: Transport | "mixed",
): Demand[] {
  const ends: Demand[] = [{ peer: sender, role: "sender", section: "messages" }];
  if (receiver !== WIRE) ends.push({ peer: receiver, role: "receiver", section: "messages" });
  return ends.flatMap((end) =>
    payloads.map(({ type }) => ({
      ...end,
      type,
      transport: transport === "mixed" ? ("link" as const) : transport,
    })),
  );
}

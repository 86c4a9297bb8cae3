import type { Case } from "../cases/case.ts";
import type { PeerName } from "../cases/dimensions.ts";
import { compare } from "../run/compare.ts";
import { peerNamed } from "../run/context.ts";
import { usePlaces } from "../run/places.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { Plan, Unit } from "../run/unit.ts";
import { RECEIVER_REFUSALS, receiverUnit } from "./receiver-refusals.ts";
import { SENDER_REFUSALS, type SenderRefusal } from "./sender-refusals.ts";

/** What every peer must refuse, and under which name. */
export function planRefusals(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  for (const [row, refusal] of Object.entries(SENDER_REFUSALS)) {
    for (const peer of scope.peers) {
      const one: Case = { section: "refusals", row, column: peer, detail: "" };
      const { transport, jetstream } = refusal;
      const demand = {
        peer,
        role: "sender",
        section: jetstream ? "jetstream" : "refusals",
      } as const;
      if (plan.add(one, [transport === undefined ? demand : { ...demand, transport }])) {
        plan.units.push(senderUnit(one, peer, refusal));
      }
    }
  }
  for (const [row, refusal] of Object.entries(RECEIVER_REFUSALS)) {
    for (const peer of scope.peers) {
      const one: Case = { section: "refusals", row, column: peer, detail: "" };
      const demand = { peer, role: "receiver", section: "refusals", transport: "link" } as const;
      if (plan.add(one, [demand])) plan.units.push(receiverUnit(one, peer, refusal));
    }
  }
  return plan;
}

function senderUnit(one: Case, peer: PeerName, refusal: SenderRefusal): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const sender = peerNamed(context, peer);
      const answer = await usePlaces([sender], () =>
        sender.ask({
          op: refusal.op ?? "send",
          subject: refusal.subject ?? `conformance.refusals.${crypto.randomUUID()}`,
          payloads: refusal.payloads ?? [{ dataname: "a", type: "text", value: "text" }],
          options: {
            broker_url: context.brokers.usual.urlFor(sender.declaration),
            fileserver_url: context.fileserverUrl,
            ...refusal.options,
          },
          timeout_ms: 1000,
        }),
      );
      const message = context.keepMessage(answer);
      const names = refusal.names ?? "";
      const got = {
        error: answer.error ?? "none",
        names: answer.message?.includes(names) ? names : answer.message,
      };
      return [compare(one, { error: refusal.error, names }, got, message)];
    },
  };
}

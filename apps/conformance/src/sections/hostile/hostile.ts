import type { Case } from "../../cases/case.ts";
import type { PeerName } from "../../cases/dimensions.ts";
import type { Demand } from "../../cases/not-applicable.ts";
import { PlanBuilder, type Scope } from "../../run/plan-builder.ts";
import type { Plan } from "../../run/unit.ts";
import { ANSWER_MESSAGES } from "./answer-messages.ts";
import { FOREIGN_CASES, foreignUnit } from "./foreign-cases.ts";
import type { HostileMessage } from "./hostile-case.ts";
import { KEPT_CASE, keptUnit } from "./kept-case.ts";
import { LINK_MESSAGES } from "./link-messages.ts";
import { messageUnit } from "./message-unit.ts";
import { REPLY_CASES, replyUnit } from "./reply-cases.ts";
import { SENDER_CASES, senderUnit } from "./sender-cases.ts";
import { SHAPE_MESSAGES } from "./shape-messages.ts";
import { STREAM_CASES, streamUnit } from "./stream-cases.ts";
import { TEXT_MESSAGES } from "./text-messages.ts";

const MESSAGES: Readonly<Record<string, HostileMessage>> = {
  ...LINK_MESSAGES,
  ...ANSWER_MESSAGES,
  ...SHAPE_MESSAGES,
  ...TEXT_MESSAGES,
};

/** Messages and servers that mean harm, against every peer. */
export function planHostile(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  const each = (
    row: string,
    demand: Omit<Demand, "peer" | "section"> & Partial<Pick<Demand, "section">>,
    add: (one: Case, peer: PeerName) => void,
  ) => {
    for (const peer of scope.peers) {
      const one: Case = { section: "hostile", row, column: peer, detail: "" };
      if (plan.add(one, [{ section: "hostile", ...demand, row, peer }])) add(one, peer);
    }
  };
  for (const [row, hostile] of Object.entries(MESSAGES)) {
    const { type, transport } = hostile;
    const demand = {
      role: "receiver",
      ...(type !== undefined && { type }),
      ...(transport !== undefined && { transport }),
    } as const;
    each(row, demand, (one, peer) => plan.units.push(messageUnit(one, peer, hostile)));
  }
  for (const [row, sending] of Object.entries(SENDER_CASES)) {
    const { transport } = sending;
    const demand = { role: "sender", ...(transport !== undefined && { transport }) } as const;
    each(row, demand, (one, peer) => plan.units.push(senderUnit(one, peer, sending)));
  }
  for (const [row, replying] of Object.entries(REPLY_CASES)) {
    each(row, { role: "receiver" }, (one, peer) => plan.units.push(replyUnit(one, peer, replying)));
  }
  for (const [row, isStream] of Object.entries(FOREIGN_CASES)) {
    const section = isStream ? "jetstream" : "hostile";
    each(row, { role: "receiver", section }, (one, peer) =>
      plan.units.push(foreignUnit(one, peer, isStream)),
    );
  }
  each(KEPT_CASE, { role: "receiver", section: "jetstream" }, (one, peer) =>
    plan.units.push(keptUnit(one, peer)),
  );
  for (const [row, consuming] of Object.entries(STREAM_CASES)) {
    each(row, { role: "receiver", section: "jetstream" }, (one, peer) =>
      plan.units.push(streamUnit(one, peer, consuming)),
    );
  }
  return plan;
}

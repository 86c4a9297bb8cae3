import type { PayloadType } from "@natsbridge/schema";
import type { Case, Result } from "../cases/case.ts";
import type { PeerName, Transport } from "../cases/dimensions.ts";
import type { Demand } from "../cases/not-applicable.ts";
import { generatorOf } from "../matrix/payloads.ts";
import { compare } from "../run/compare.ts";
import { type Context, peerNamed } from "../run/context.ts";
import { exchange } from "../run/exchange.ts";
import { usePlaces } from "../run/places.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { BrokerName } from "../run/servers.ts";
import type { Plan, Unit } from "../run/unit.ts";

/** Sizes of binary payloads, and how each of them must travel. */
interface Plot {
  readonly broker: BrokerName;
  readonly sizes: readonly number[];
  readonly transports: readonly Transport[];
  readonly size_threshold?: number;
}

const TYPE: PayloadType = "binary";

/** Where direct ends and link begins, by the name of the case. */
const PLOTS: Readonly<Record<string, Plot>> = {
  "one byte less than the threshold": { broker: "wide", sizes: [999_999], transports: ["direct"] },
  "as many bytes as the threshold": { broker: "wide", sizes: [1_000_000], transports: ["link"] },
  "less than a threshold of its own": {
    broker: "usual",
    sizes: [99],
    transports: ["direct"],
    size_threshold: 100,
  },
  "as many as a threshold of its own": {
    broker: "usual",
    sizes: [100],
    transports: ["link"],
    size_threshold: 100,
  },
  "too long only as base64": { broker: "usual", sizes: [800_000], transports: ["link"] },
  "three of a size: the first goes": {
    broker: "usual",
    sizes: [300_000, 300_000, 300_000],
    transports: ["link", "direct", "direct"],
  },
  "the biggest goes first": {
    broker: "usual",
    sizes: [200_000, 300_000, 400_000, 1],
    transports: ["direct", "direct", "link", "direct"],
  },
  "as many as it takes": {
    broker: "usual",
    sizes: [700_000, 700_000, 600_000],
    transports: ["link", "link", "direct"],
  },
  "a threshold above the limit": {
    broker: "usual",
    sizes: [900_000],
    transports: ["link"],
    size_threshold: 10_000_000,
  },
};

/** Every peer decides alike what is part of a message and what is a link. */
export function planPlanner(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  for (const [row, plot] of Object.entries(PLOTS)) {
    for (const sender of scope.peers) {
      const one: Case = { section: "planner", row, column: sender, detail: "" };
      const bytes = plot.sizes.reduce((sum, size) => sum + size, 0);
      const demands = plot.transports.map(
        (transport): Demand => ({
          peer: sender,
          role: "sender",
          section: "planner",
          transport,
          bytes,
        }),
      );
      if (plan.add(one, demands)) plan.units.push(plotUnit(one, sender, plot));
    }
  }
  return plan;
}

function plotUnit(one: Case, sender: PeerName, plot: Plot): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const client = peerNamed(context, sender);
      return [await usePlaces([client], () => sendPlot(context, one, sender, plot))];
    },
  };
}

async function sendPlot(
  context: Context,
  one: Case,
  sender: PeerName,
  { broker, sizes, transports, size_threshold }: Plot,
): Promise<Result> {
  const { sent, body } = await exchange(context, {
    sender: peerNamed(context, sender),
    receivers: [],
    broker,
    subject: `conformance.planner.${crypto.randomUUID()}`,
    payloads: sizes.map((size, index) => ({
      dataname: `payload ${index}`,
      type: TYPE,
      gen: generatorOf(TYPE, { size }),
    })),
    options: size_threshold === undefined ? {} : { size_threshold },
  });
  const message = context.keepMessage(sent.env ?? sent);
  const receipt = sent.receipt ?? [];
  const got = {
    sent: sent.error ?? "ok",
    transports: receipt.map(({ transport }) => transport),
    bytes: receipt.map(({ bytes }) => bytes),
    everyReasonIsSaid: receipt.every(({ reason }) => reason.length > 0),
    message: body?.length === sent.bytes ? "as long as the receipt says" : `${body?.length} bytes`,
  };
  const expected = {
    sent: "ok",
    transports,
    bytes: sizes,
    everyReasonIsSaid: true,
    message: "as long as the receipt says",
  };
  return compare(one, expected, got, message);
}

import type { PayloadType } from "@natsbridge/schema";
import type { Case, Result } from "../cases/case.ts";
import { type PeerName, type Receiver, TYPES, WIRE } from "../cases/dimensions.ts";
import type { Demand } from "../cases/not-applicable.ts";
import type { Context } from "../run/context.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { Plan, Unit } from "../run/unit.ts";
import type { StoreDeclaration } from "../stores/store.ts";
import { STORES } from "../stores/stores.ts";
import { sampleUnit } from "./sample-unit.ts";

/** Only TypeScript has clients for stores that do not speak Plik's API. */
const STORE_SENDER: PeerName = "node";

/** Links of every store, read by every peer; and one-shot uploads of every peer, each read by one receiver. */
export function planStores(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  for (const store of STORES) planStore(plan, scope, store);
  for (const sender of scope.peers) {
    const row = `one-shot, from ${sender}`;
    for (const receiver of scope.peers) {
      const one: Case = { section: "stores", row, column: receiver, detail: "binary" };
      if (!plan.add(one, demands(sender, receiver, "binary"))) continue;
      plan.units.push(
        sampleUnit({
          section: "stores",
          row,
          sender,
          receivers: [receiver],
          detail: "binary",
          payloads: [{ dataname: "one-shot", type: "binary" }],
          transport: "link",
          options: { upload: "plik_oneshot" },
        }),
      );
    }
  }
  return plan;
}

function planStore(plan: PlanBuilder, scope: Scope, store: StoreDeclaration): void {
  const receivers = new Map<PayloadType, Receiver[]>();
  for (const type of TYPES) {
    const open = ([...scope.peers, WIRE] as const).filter((receiver) =>
      plan.add(
        { section: "stores", row: store.name, column: receiver, detail: type },
        demands(STORE_SENDER, receiver, type),
      ),
    );
    if (open.length > 0) receivers.set(type, open);
  }
  if (receivers.size > 0) plan.units.push(storeUnit(store, receivers));
}

function demands(sender: PeerName, receiver: Receiver, type: PayloadType): Demand[] {
  const base = { section: "stores", type, transport: "link" } as const;
  const sends: Demand = { ...base, peer: sender, role: "sender" };
  return receiver === WIRE ? [sends] : [sends, { ...base, peer: receiver, role: "receiver" }];
}

/** All types through one store, which runs for as long. */
function storeUnit(
  store: StoreDeclaration,
  receivers: ReadonlyMap<PayloadType, readonly Receiver[]>,
): Unit {
  const types = [...receivers];
  return {
    cases: types.flatMap(([type, names]) =>
      names.map((column): Case => ({ section: "stores", row: store.name, column, detail: type })),
    ),
    run: async (context: Context) => {
      await using running = await store.start(context.brokers);
      const results: Result[] = [];
      for (const [type, names] of types) {
        const unit = sampleUnit({
          section: "stores",
          row: store.name,
          sender: STORE_SENDER,
          receivers: names,
          detail: type,
          payloads: [{ dataname: `a ${type}/ü`, type }],
          transport: "link",
          options: { store: running.access },
          receiveOptions: { allowed_link_origins: [running.origin] },
          linkOrigin: running.origin,
        });
        results.push(...(await unit.run(context)));
      }
      return results;
    },
  };
}

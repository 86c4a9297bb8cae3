import { isListed, peerApi } from "../api/peer-api.ts";
import { type Api, typescriptApi } from "../api/typescript-api.ts";
import type { Case, Result } from "../cases/case.ts";
import type { PeerName } from "../cases/dimensions.ts";
import { compare, judgeFaults } from "../run/compare.ts";
import { linkReader } from "../run/context.ts";
import { usePlaces } from "../run/places.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { Plan, Unit } from "../run/unit.ts";

/** A row besides those of the groups: that there are no others. */
const GROUPS = "groups";
/** No peer has it: whoever reports it repeats what it is asked. */
const NOBODYS = "no_such_name";

/** The lists that the table of what each peer has is made from, held against what its worker finds in the peer itself. */
export function planApi(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  for (const peer of scope.peers) {
    const rows = [GROUPS, ...(isListed(peer) ? Object.keys(peerApi(peer).offered) : ["methods"])];
    const cases = rows
      .map((row): Case => ({ section: "api", row, column: peer, detail: "" }))
      .filter((one) => plan.add(one, [{ peer, role: "receiver", section: "api" }]));
    if (cases.length > 0) plan.units.push(apiUnit(peer, cases));
  }
  return plan;
}

function apiUnit(peer: PeerName, cases: readonly Case[]): Unit {
  return {
    cases,
    run: async (context) => {
      const listed = listOf(peer);
      const worker = linkReader(context, peer);
      const names = [...new Set([...Object.values(listed).flat(), NOBODYS])];
      const answer = await usePlaces([worker], () => worker.ask({ op: "api", names }));
      const message = context.keepMessage(answer);
      const { offered } = answer;
      return cases.map((one): Result => {
        if (offered === undefined) return compare(one, "what it offers", answer, message);
        const [said, found] =
          one.row === GROUPS
            ? [Object.keys(listed), Object.keys(offered)]
            : [listed[one.row] ?? [], offered[one.row] ?? []];
        return judgeFaults(one, differences(said, found), message);
      });
    },
  };
}

function differences(said: readonly string[], found: readonly string[]): string[] {
  const lacking = (some: readonly string[], others: readonly string[]) =>
    some.filter((name) => !others.includes(name));
  return [
    ...lacking(said, found).map((name) => `${name} is listed and not there`),
    ...lacking(found, said).map((name) => `${name} is there and not listed`),
  ];
}

/** What stands in the README of each peer; of TypeScript only the methods can be found at run time. */
function listOf(peer: PeerName): Api {
  return isListed(peer) ? peerApi(peer).offered : { methods: typescriptApi().methods ?? [] };
}

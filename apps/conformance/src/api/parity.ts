import { LISTED_PEERS, type PeerApi } from "./peer-api.ts";
import type { Api } from "./typescript-api.ts";

/** What a peer has of one name: `yes`, how the same is done there, or `no: ` and why. Undefined: it says nothing. */
export function parityOf(peer: PeerApi, group: string, name: string): string | undefined {
  if (peer.offered[group]?.includes(name)) return "yes";
  const told = (texts: PeerApi["absent"]) =>
    own(texts, `${group}.${name}`) ?? own(texts, name) ?? own(texts, group);
  const form = told(peer.other_form);
  if (form !== undefined) return form;
  const why = told(peer.absent);
  return why === undefined ? undefined : `no: ${why}`;
}

/** The table of all names and peers, in Markdown; names of a group that fare alike everywhere share a line. */
export function parityTable(api: Api, peers: Readonly<Record<string, PeerApi>>): string {
  const lines = Object.entries(api).flatMap(([group, names]) => {
    const alike = Map.groupBy(names, (name) =>
      LISTED_PEERS.map((peer) => {
        const given = peers[peer];
        return (given && parityOf(given, group, name)) ?? "?";
      }).join(" | "),
    );
    return Array.from(
      alike,
      ([cells, same]) => `| ${group} | ${same.map((name) => `\`${name}\``).join(" ")} | ${cells} |`,
    );
  });
  return [
    "| of | name in TypeScript | Python | MicroPython | Julia |",
    "|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

function own(texts: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

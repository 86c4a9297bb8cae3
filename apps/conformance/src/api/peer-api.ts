import { readFileSync } from "node:fs";
import type { Api } from "./typescript-api.ts";

/** Peers that list their API in a file beside them, which their own tests and the conformance run compare with the peer itself. */
export const LISTED_PEERS = ["python", "micropython", "julia"] as const;
export type ListedPeer = (typeof LISTED_PEERS)[number];

/** Whether a peer has such a list; those in TypeScript are read from the sources. */
export function isListed(peer: string): peer is ListedPeer {
  return LISTED_PEERS.some((listed) => listed === peer);
}

/** What a peer says of itself in `peers/<peer>/api.json`. */
export interface PeerApi {
  /** Names of options, parameters or members, by the function or class that has them; `methods` lists functions. */
  readonly offered: Api;
  /** By name, or by group and name (`smartsend.flow`), or by group: how the same is done there. */
  readonly other_form: Readonly<Record<string, string>>;
  /** In the same way: why it is not there. */
  readonly absent: Readonly<Record<string, string>>;
}

/** Reads the list of a peer. */
export function peerApi(peer: ListedPeer): PeerApi {
  const file = new URL(`../../peers/${peer}/api.json`, import.meta.url);
  const { offered, other_form, absent } = JSON.parse(readFileSync(file, "utf8"));
  return { offered, other_form: byName(other_form), absent: byName(absent) };
}

/** One text may be about several names, separated by commas. */
function byName(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([names, text]) =>
      names.split(",").map((name) => [name.trim(), text]),
    ),
  );
}

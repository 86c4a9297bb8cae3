import { readFileSync } from "node:fs";
import { parityTable } from "./parity.ts";
import { LISTED_PEERS, peerApi } from "./peer-api.ts";
import { typescriptApi } from "./typescript-api.ts";

export const README: URL = new URL("../../README.md", import.meta.url);
const SECTION = /(?<=<!-- parity -->\n).*(?=\n<!-- \/parity -->)/s;

/** The README with the table that the sources of today make. */
export function readmeWithParity(): string {
  const peers = Object.fromEntries(LISTED_PEERS.map((peer) => [peer, peerApi(peer)]));
  const table = parityTable(typescriptApi(), peers);
  return readFileSync(README, "utf8").replace(SECTION, () => table);
}

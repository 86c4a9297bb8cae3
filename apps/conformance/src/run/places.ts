import { PEERS } from "../cases/dimensions.ts";
import type { PeerClient } from "./peer-client.ts";

/** Takes a place at each of these peers, always in the same order, so that nobody waits in a circle. */
export function usePlaces<Value>(
  peers: readonly PeerClient[],
  work: () => Promise<Value>,
): Promise<Value> {
  const ordered = [...new Set(peers)].sort(
    (one, other) => PEERS.indexOf(one.declaration.name) - PEERS.indexOf(other.declaration.name),
  );
  return ordered.reduceRight<() => Promise<Value>>(
    (inner, peer) => () => peer.places.use(inner),
    work,
  )();
}

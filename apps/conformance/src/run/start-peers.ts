import type { PeerName } from "../cases/dimensions.ts";
import type { PeerDeclaration } from "../peers/peer-declaration.ts";
import { peers } from "../peers/peers.ts";
import { PeerClient } from "./peer-client.ts";
import { rehearse } from "./rehearse.ts";
import type { Broker, Brokers } from "./servers.ts";

/** A peer that does not run, and why. */
export interface MissingPeer {
  readonly name: PeerName;
  readonly title: string;
  readonly reason: string;
  readonly install: string;
}

export interface StartedPeers extends AsyncDisposable {
  readonly running: ReadonlyMap<PeerName, PeerClient>;
  /** Second processes, of those that read links in one. */
  readonly linkReaders: ReadonlyMap<PeerName, PeerClient>;
  /** What each of them says it runs on. */
  readonly runtimes: ReadonlyMap<PeerName, string>;
  readonly missing: readonly MissingPeer[];
}

/** Starts every wanted worker that is installed, all at once. One that does not come up is missing, with its last words. */
export async function startPeers(
  brokers: Brokers,
  wanted: readonly PeerName[],
): Promise<StartedPeers> {
  const running = new Map<PeerName, PeerClient>();
  const linkReaders = new Map<PeerName, PeerClient>();
  const runtimes = new Map<PeerName, string>();
  const missing: MissingPeer[] = [];
  await Promise.all(
    peers.map(async (peer) => {
      const { name, title, install } = peer;
      if (!wanted.includes(name)) return;
      try {
        const client = await startPeer(peer, brokers.usual);
        running.set(name, client);
        const { runtime } = await client.ask({ op: "ping" });
        runtimes.set(name, runtime ?? "?");
        await rehearse(client, brokers);
        // Its jobs come over the other broker, or both would take them.
        if (peer.readsLinksApart) linkReaders.set(name, await startPeer(peer, brokers.wide));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        missing.push({ name, title, install, reason });
      }
    }),
  );
  return {
    running,
    linkReaders,
    runtimes,
    missing,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...running.values(), ...linkReaders.values()].map((peer) => peer.stop()));
    },
  };
}

async function startPeer(peer: PeerDeclaration, jobs: Broker): Promise<PeerClient> {
  const { url, websocketUrl, connection } = jobs;
  const process = await peer.start({ natsUrl: url, websocketUrl });
  if (process === undefined) throw new Error("not installed");
  return new PeerClient(peer, process, connection);
}

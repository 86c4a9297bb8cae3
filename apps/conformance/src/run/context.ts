import type { HostileServer } from "testkit";
import type { PeerName } from "../cases/dimensions.ts";
import type { PeerClient } from "./peer-client.ts";
import type { Brokers } from "./servers.ts";
import type { SharedFiles } from "./shared-files.ts";

/** What units of work share. */
export interface Context {
  readonly brokers: Brokers;
  readonly peers: ReadonlyMap<PeerName, PeerClient>;
  /** Peers that read links in a process of their own: one that has loaded what they need has no room for the largest message. */
  readonly linkReaders: ReadonlyMap<PeerName, PeerClient>;
  /** The server that means harm. */
  readonly hostile: HostileServer;
  /** Base URL of the file server that speaks Plik's API. */
  readonly fileserverUrl: string;
  /** What is handed over as files. */
  readonly files: SharedFiles;
  /** Keeps a message for the report; gives the key to find it by. */
  readonly keepMessage: (message: unknown) => string;
}

/** @throws Error where the peer does not run: planning leaves such cases out. */
export function peerNamed({ peers }: Context, name: PeerName): PeerClient {
  const peer = peers.get(name);
  if (peer === undefined) throw new Error(`${name} does not run`);
  return peer;
}

/** As {@link peerNamed}, for what has to do with links. */
export function linkReader(context: Context, name: PeerName): PeerClient {
  return context.linkReaders.get(name) ?? peerNamed(context, name);
}

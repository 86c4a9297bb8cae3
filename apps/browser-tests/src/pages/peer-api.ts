import { wsconnect } from "@nats-io/nats-core";
import { createSha256, sha256Hex } from "@natsbridge/codecs";
import * as natsbridge from "natsbridge";
import { openStore } from "./open-store.ts";
import { bytesFrom, samplePayloads } from "./sample-payloads.ts";
import { summarize } from "./summarize.ts";

/** What the tests use inside a page or a worker. */
export interface PeerApi {
  readonly natsbridge: typeof natsbridge;
  readonly wsconnect: typeof wsconnect;
  readonly createSha256: typeof createSha256;
  readonly sha256Hex: typeof sha256Hex;
  readonly openStore: typeof openStore;
  readonly samplePayloads: typeof samplePayloads;
  readonly bytesFrom: typeof bytesFrom;
  readonly summarize: typeof summarize;
}

declare global {
  /** Set by the scripts of the pages. */
  var peer: PeerApi;
}

/** Makes {@link PeerApi} reachable from the tests. */
export function exposePeer(): void {
  globalThis.peer = {
    natsbridge,
    wsconnect,
    createSha256,
    sha256Hex,
    openStore,
    samplePayloads,
    bytesFrom,
    summarize,
  };
}

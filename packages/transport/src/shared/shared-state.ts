import type { NatsConnection } from "../connection/nats-connection.ts";
import { LateRefusals } from "./late-refusals.ts";
import { PublishTurn } from "./publish-turn.ts";
import { SharedFlush } from "./shared-flush.ts";
import { SharedInbox } from "./shared-inbox.ts";
import { StatusWatch } from "./status-watch.ts";
import { StreamRecords } from "./stream-records.ts";

/** What all that is under way on one connection shares. */
export interface SharedState {
  readonly watch: StatusWatch;
  readonly flush: SharedFlush;
  readonly inbox: SharedInbox;
  readonly refusals: LateRefusals;
  readonly turn: PublishTurn;
  readonly streams: StreamRecords;
}

const states = new WeakMap<NatsConnection, SharedState>();

/** The shared state of a connection, made with the first call; it goes with the connection. */
export function sharedState(connection: NatsConnection): SharedState {
  const known = states.get(connection);
  if (known) return known;
  const watch = new StatusWatch(connection);
  const flush = new SharedFlush(connection, watch);
  const inbox = new SharedInbox(connection, watch);
  const refusals = new LateRefusals(watch);
  const turn = new PublishTurn();
  const state = { watch, flush, inbox, refusals, turn, streams: new StreamRecords() };
  states.set(connection, state);
  return state;
}

/**
 * A subject for the answer to one request, for its option `inbox`. All requests of a connection share a subscription.
 */
export function requestInbox(connection: NatsConnection): string {
  return sharedState(connection).inbox.create();
}

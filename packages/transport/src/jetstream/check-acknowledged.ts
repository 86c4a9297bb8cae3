import { pause } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { sharedState } from "../shared/shared-state.ts";
import type { StreamRecord } from "../shared/stream-records.ts";
import { askJetStream, isNotFound } from "./jetstream-api.ts";
import type { JetStreamPlace } from "./jetstream-place.ts";
import { type StoredMessage, storedMessage } from "./stored-messages.ts";
import type { StreamState } from "./stream-durability.ts";

/** Questions until a stream that is being restored has said what it has. */
const ATTEMPTS = 10;

/** Wait between them, and before what looks lost is looked at once more, in ms. */
const WAIT = 1_000;

/**
 * Looks after a reconnect whether a stream still has what it had acknowledged before, and tells where it has not. Where
 * nobody may ask the check is left out. Never rejects.
 */
export async function checkAcknowledged(
  connection: NatsConnection,
  record: StreamRecord,
  place: JetStreamPlace,
): Promise<void> {
  const { highest, msg_id, created } = record;
  const before = { ...record, highest, msg_id, created };
  let advice: string | undefined;
  for (let attempt = 1, seen = 0; attempt <= ATTEMPTS && !connection.isClosed(); attempt += 1) {
    try {
      advice = await lossOf(connection, before, place);
      seen += 1;
      // A server that has only just begun to lead may lag behind for a moment.
      if (advice === undefined || seen === 2) break;
    } catch {
      // No leader yet, or no connection.
    }
    await pause(WAIT);
  }
  if (advice === undefined) return;
  // What comes from now on is compared with what is there now.
  if (record.highest === highest) record.highest = 0;
  record.created = undefined;
  sharedState(connection).streams.tell({ type: "stream_remade", stream: record.stream, advice });
}

/** What a stream has lost of what it had acknowledged; undefined for nothing. Rejects where it does not say. */
async function lossOf(
  connection: NatsConnection,
  { stream, created, highest, msg_id }: StreamRecord,
  place: JetStreamPlace,
): Promise<string | undefined> {
  const acknowledged = `it had acknowledged messages up to ${highest} to this process`;
  let info: StreamState;
  try {
    const what = `STREAM.INFO.${stream}`;
    info = await askJetStream<StreamState>(connection, what, undefined, place);
  } catch (error) {
    if (!isNotFound(error, "stream")) throw error;
    return `Stream "${stream}" is not there any more; ${acknowledged}. Make it anew, and send again what it must have`;
  }
  if (created !== undefined && info.created !== created)
    return `Stream "${stream}" was made anew at ${info.created}; ${acknowledged} before. Send again what it must have`;
  const { last_seq } = info.state;
  if (last_seq < highest)
    return `Stream "${stream}" has lost messages ${last_seq + 1} to ${highest}, which it had acknowledged to this process. Send them again, and look at its durability`;
  const last = await storedMessage(connection, stream, highest, place).catch(() => undefined);
  if (last === undefined || msg_id === undefined || isOurs(last, msg_id)) return undefined;
  return `Stream "${stream}" has another message ${highest} than the one it had acknowledged to this process: it has lost its tail and taken new messages since. Send again what it must have, and look at its durability`;
}

function isOurs({ headers }: StoredMessage, msg_id: string): boolean {
  return headers.get("Nats-Msg-Id") === msg_id;
}

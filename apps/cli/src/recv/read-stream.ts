import { randomUUID } from "node:crypto";
import { NatsBridgeError } from "@natsbridge/schema";
import {
  askJetStream,
  type ConsumedMessage,
  consumeMessages,
  type JetStreamPlace,
  type NatsConnection,
} from "@natsbridge/transport";
import type { Incoming } from "../message/incoming.ts";

/** What of a stream is read. */
export interface StreamRead {
  readonly stream: string;
  readonly subject: string | undefined;
  readonly from: string | undefined;
  readonly durable: string | undefined;
  readonly place: JetStreamPlace;
  readonly signal: AbortSignal;
}

/** Life of a consumer that was made to begin somewhere, after it was last used, in ns. */
const FORGOTTEN_AFTER = 60_000_000_000;
/** Wait before a message is given again, in ms. */
const AGAIN_AFTER = 5_000;

/** Messages of a stream, from its start, a place, or where a durable consumer stopped. */
export async function* readStream(
  connection: NatsConnection,
  read: StreamRead,
): AsyncGenerator<Incoming> {
  const { stream, subject, durable, place, signal } = read;
  const filter = subject === undefined ? {} : { filter_subjects: [subject] };
  const made =
    read.from === undefined ? undefined : await makeConsumer(connection, read, read.from);
  const consumer = made ?? durable;
  const consumption = await consumeMessages(connection, {
    ...place,
    stream,
    ...(consumer !== undefined && { consumer }),
    ...filter,
    max_messages: 1,
    signal,
  });
  try {
    for await (const message of consumption) yield incoming(message);
    const error = await consumption.closed;
    if (error && !signal.aborted) throw error;
  } finally {
    await consumption.stop();
    if (made !== undefined && durable === undefined) {
      const what = `CONSUMER.DELETE.${stream}.${made}`;
      await askJetStream(connection, what, undefined, place).catch(() => undefined);
    }
  }
}

function incoming(message: ConsumedMessage): Incoming {
  const { subject, data, headers, info } = message;
  const time = new Date(info.timestamp).toISOString();
  return {
    subject,
    data,
    headers,
    stored: { stream: info.stream, sequence: info.stream_sequence, time },
    done: () => message.ack(),
    failed: (reason, again) => (again ? message.nak(AGAIN_AFTER) : message.term(reason)),
  };
}

async function makeConsumer(
  connection: NatsConnection,
  read: StreamRead,
  from: string,
): Promise<string> {
  const { stream, subject, durable, place } = read;
  const name = durable ?? `natsbridge-${randomUUID()}`;
  if (durable !== undefined) await assertNew(connection, read, durable);
  const config = {
    name,
    ...(durable === undefined
      ? { inactive_threshold: FORGOTTEN_AFTER }
      : { durable_name: durable }),
    ack_policy: "explicit",
    ...startingAt(from),
    ...(subject !== undefined && { filter_subjects: [subject] }),
  };
  const body = { stream_name: stream, config };
  await askJetStream(connection, `CONSUMER.CREATE.${stream}.${name}`, body, place);
  return name;
}

function startingAt(from: string): object {
  if (/^\d+$/.test(from)) {
    return { deliver_policy: "by_start_sequence", opt_start_seq: Math.max(1, Number(from)) };
  }
  const time = Date.parse(from);
  if (Number.isNaN(time))
    throw invalid(`--from: ${JSON.stringify(from)} is neither a sequence nor a time`);
  return { deliver_policy: "by_start_time", opt_start_time: new Date(time).toISOString() };
}

async function assertNew(
  connection: NatsConnection,
  { stream, place }: StreamRead,
  durable: string,
): Promise<void> {
  const what = `CONSUMER.INFO.${stream}.${durable}`;
  const found = await askJetStream(connection, what, undefined, place).catch(() => undefined);
  if (found === undefined) return;
  throw invalid(
    `--from: the durable consumer ${JSON.stringify(durable)} exists and goes on where it stopped. Leave --from away, or take another name`,
  );
}

function invalid(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message });
}

import {
  AckPolicy,
  type ConsumerConfig,
  headers as createHeaders,
  type JetStreamManager,
  nanos,
} from "nats";
import type { Case } from "../../cases/case.ts";
import type { PeerName } from "../../cases/dimensions.ts";
import { compare } from "../../run/compare.ts";
import { peerNamed } from "../../run/context.ts";
import { usePlaces } from "../../run/places.ts";
import { receiveOptionsFor } from "../../run/send-job.ts";
import type { Unit } from "../../run/unit.ts";
import type { JobOptions } from "../../worker/job.ts";
import { advisory } from "./advisory.ts";

const HOPS = "NATSBridge-Hops";
const NAMES = ["Code", "Subject", "Stream", "Consumer", "Sequence", "Deliveries", "Hops"];

/** A message that cannot be read, in a stream whose consumer dead-letters. */
export interface StreamCase {
  /** Dead letters go to a subject of the consumed stream itself. */
  readonly intoItself?: true;
  /** How often the message says that it became a dead letter. */
  readonly hops?: string;
  /** The durable exists, with this filter. */
  readonly otherFilter?: string;
  /** The durable exists, with these settings. */
  readonly durable?: Partial<ConsumerConfig>;
  /** Options of the consumption. */
  readonly options?: JobOptions;
  /** Code of the error that ends it. */
  readonly error: string;
  /** Hops of the dead letter; absent where there is none. */
  readonly letter?: string;
}

/** By the name of the case. */
export const STREAM_CASES: Readonly<Record<string, StreamCase>> = {
  "dead letters into the consumed stream": { intoItself: true, error: "invalid_config" },
  "a dead letter of a message": { error: "invalid_envelope", letter: "1" },
  "a dead letter that was one twice": { hops: "2", error: "invalid_envelope", letter: "3" },
  "a dead letter that was one three times": { hops: "3", error: "invalid_envelope" },
  "a dead letter whose count is none": { hops: "-1", error: "invalid_envelope", letter: "1" },
  "a durable that reads something else": { otherFilter: "other", error: "invalid_config" },
  "a durable that gives no bodies": { durable: { headers_only: true }, error: "invalid_config" },
  "a durable that wants no ack": {
    durable: { ack_policy: AckPolicy.None },
    error: "invalid_config",
  },
  "a durable that is pushed": {
    durable: { deliver_subject: "hostile.pushed" },
    error: "invalid_config",
  },
  // It keeps its own, and works.
  "a durable that waits for acks another time": {
    durable: { ack_wait: nanos(20_000) },
    options: { ack_wait: 40_000 },
    error: "invalid_envelope",
    letter: "1",
  },
};

/** Lets a peer consume the stream, and looks at what lies in the stream of dead letters and what is left. */
export function streamUnit(one: Case, peer: PeerName, consuming: StreamCase): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const consumer = peerNamed(context, peer);
      const { connection } = context.brokers.usual;
      const manager = await connection.jetstreamManager();
      const id = crypto.randomUUID();
      const [stream, letters] = [`hostile_${id}`, `letters_${id}`];
      const [subject, dead] = [`hostile.${id}.given`, `letters.${id}`];
      await manager.streams.add({ name: stream, subjects: [`hostile.${id}.>`] });
      await manager.streams.add({ name: letters, subjects: [dead] });
      const { hops, intoItself, otherFilter, durable, error, letter } = consuming;
      if (otherFilter !== undefined || durable !== undefined) {
        await manager.consumers.add(stream, {
          durable_name: "reader",
          ack_policy: AckPolicy.Explicit,
          ...(otherFilter !== undefined && { filter_subject: `hostile.${id}.${otherFilter}` }),
          ...durable,
        });
      }
      const ended = advisory(connection, `MSG_TERMINATED.${stream}`);
      const headers = createHeaders();
      if (hops !== undefined) headers.set(HOPS, hops);
      await connection.jetstream().publish(subject, "no envelope", { headers });
      const answer = await usePlaces([consumer], async () => {
        const standing = await consumer.ask({
          op: "consume",
          stream,
          consumer: "reader",
          ...((intoItself || otherFilter !== undefined) && { filter_subject: subject }),
          options: {
            ...receiveOptionsFor(context, consumer, "usual"),
            dead_letter_subject: intoItself ? subject : dead,
            ...consuming.options,
          },
        });
        if (standing.handle === undefined) return standing;
        const { handle } = standing;
        const collected = await consumer.ask({ op: "collect", handle, timeout_ms: 60_000 });
        if (collected.error === "invalid_envelope") await within(ended.came, 60_000);
        return collected;
      });
      ended.stop();
      const got = { error: answer.error ?? "none", ...(await found(manager, letters)) };
      const expected = {
        error,
        letters: letter === undefined ? 0 : 1,
        ...(letter !== undefined && { hops: letter, absent: [], body: "no envelope" }),
      };
      await Promise.all([stream, letters].map((name) => manager.streams.delete(name)));
      return [compare(one, expected, got, context.keepMessage(answer))];
    },
  };
}

/** What lies in the stream of dead letters. */
export async function found(manager: JetStreamManager, stream: string): Promise<object> {
  const { state } = await manager.streams.info(stream);
  if (state.messages === 0) return { letters: 0 };
  const { header, data } = await manager.streams.getMessage(stream, { last_by_subj: ">" });
  const absent = NAMES.filter((name) => header.get(`NATSBridge-${name}`) === "");
  const body = new TextDecoder().decode(data);
  return { letters: state.messages, hops: header.get(HOPS), absent, body };
}

/** Dead letters come before the end of the message that they are of. */
export async function within(event: Promise<void>, ms: number): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
  await Promise.race([event, late]);
}

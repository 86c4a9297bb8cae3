import { type ConsumerInfo, type JetStreamManager, nanos } from "nats";
import type { Case, Result } from "../cases/case.ts";
import { type PeerName, TRANSPORTS, type Transport } from "../cases/dimensions.ts";
import type { Demand } from "../cases/not-applicable.ts";
import { comparable, compare, expectedAnswer } from "../run/compare.ts";
import { type Context, peerNamed } from "../run/context.ts";
import { usePlaces } from "../run/places.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import { receiveOptionsFor, sendJob } from "../run/send-job.ts";
import type { Plan, Unit } from "../run/unit.ts";
import { expectedSample, samplePayload } from "./sample-payloads.ts";
import { SEVEN_TYPES } from "./samples.ts";

/** The stream itself, which must hold the message once although it was sent twice. */
const STREAM = "stream";
type Column = PeerName | typeof STREAM;

/** Every peer publishes to a stream; every other reads it with a consumer of its own and acknowledges. */
export function planJetStream(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  for (const sender of scope.peers) {
    for (const transport of TRANSPORTS) {
      const columns = ([...scope.peers, STREAM] as const).filter((column) =>
        plan.add(caseOf(sender, column, transport), demands(sender, column, transport)),
      );
      if (columns.length > 0) plan.units.push(streamUnit(sender, columns, transport));
    }
  }
  return plan;
}

function caseOf(sender: PeerName, column: Column, transport: Transport): Case {
  return { section: "jetstream", row: sender, column, detail: transport };
}

function demands(sender: PeerName, column: Column, transport: Transport): Demand[] {
  const base = { section: "jetstream", transport } as const;
  const sends: Demand = { ...base, peer: sender, role: "sender" };
  return column === STREAM ? [sends] : [sends, { ...base, peer: column, role: "receiver" }];
}

function streamUnit(sender: PeerName, columns: readonly Column[], transport: Transport): Unit {
  return {
    cases: columns.map((column) => caseOf(sender, column, transport)),
    run: (context) => {
      const readers = columns.filter((column) => column !== STREAM);
      const ends = [sender, ...readers].map((name) => peerNamed(context, name));
      return usePlaces(ends, () => useStream(context, sender, columns, transport));
    },
  };
}

async function useStream(
  context: Context,
  from: PeerName,
  columns: readonly Column[],
  transport: Transport,
): Promise<Result[]> {
  const manager = await context.brokers.usual.connection.jetstreamManager();
  const stream = `conformance_${from}_${transport}`;
  const subject = `conformance.stream.${from}.${transport}`;
  await manager.streams.add({ name: stream, subjects: [subject], duplicate_window: nanos(60_000) });
  const sender = peerNamed(context, from);
  const payloads = await Promise.all(SEVEN_TYPES.map((one) => samplePayload(context, sender, one)));
  const options = { jetstream: true, size_threshold: transport === "link" ? 0 : 1_000_000 };
  const job = sendJob(context, sender, { broker: "usual", subject, payloads, options });
  const sent = await sender.ask(job);
  const again = await sender.ask(job);
  const message = context.keepMessage(sent.env ?? sent);
  const values = await Promise.all(SEVEN_TYPES.map(expectedSample));

  const judge = async (column: Column): Promise<Result> => {
    const one = caseOf(from, column, transport);
    if (column === STREAM) {
      const { state } = await manager.streams.info(stream);
      const got = {
        first: sent.error ?? "ok",
        again: again.error ?? "ok",
        messages: state.messages,
      };
      return compare(one, { first: "ok", again: "ok", messages: 1 }, got, message);
    }
    const reader = peerNamed(context, column);
    const consumer = `${from}_${column}`;
    const { handle, ...refused } = await reader.ask({
      op: "consume",
      stream,
      consumer,
      filter_subject: subject,
      options: receiveOptionsFor(context, reader, "usual"),
    });
    if (handle === undefined)
      return { ...one, status: "failed", note: "no consumer", got: refused };
    const answer = await reader.ask({ op: "collect", handle, timeout_ms: 20_000, answer: "full" });
    const left = await settled(manager, stream, consumer);
    const expected = { ...expectedAnswer(sent, values, reader), unacknowledged: 0 };
    return compare(one, expected, { ...Object(comparable(answer)), ...left }, message);
  };
  return Promise.all(columns.map(judge));
}

/** An acknowledgement travels like any message: waits until the server has it, for two seconds at most. */
async function settled(
  manager: JetStreamManager,
  stream: string,
  consumer: string,
): Promise<{ unacknowledged: number }> {
  const until = performance.now() + 2000;
  let info: ConsumerInfo;
  do info = await manager.consumers.info(stream, consumer);
  while (info.num_ack_pending > 0 && performance.now() < until);
  return { unacknowledged: info.num_ack_pending + info.num_pending };
}

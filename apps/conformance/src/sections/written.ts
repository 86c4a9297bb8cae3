import type { PayloadType } from "@natsbridge/schema";
import type { Case, Result } from "../cases/case.ts";
import { type PeerName, TRANSPORTS, type Transport, TYPES } from "../cases/dimensions.ts";
import { compare, judgeFaults } from "../run/compare.ts";
import { type Context, peerNamed } from "../run/context.ts";
import { exchange } from "../run/exchange.ts";
import { usePlaces } from "../run/places.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { Plan, Unit } from "../run/unit.ts";
import { ENVELOPE_FIELDS, timestampFaults } from "../wire/envelope-faults.ts";
import { payloadFaults } from "../wire/payload-faults.ts";
import type { JobOptions, JobPayload } from "../worker/job.ts";
import { expectedSample, samplePayload } from "./sample-payloads.ts";

/** Every field of an envelope that a caller can set, set. */
const HEADER = {
  correlation_id: "a caller's own / correlation é",
  msg_id: "3b241101-e2bb-4255-8caf-4136c566a962",
  msg_purpose: "updateStatus",
  sender_name: "Sender Ü",
  sender_id: "c56a4180-65aa-42ec-a945-5fd21dec0538",
  receiver_name: "Receiver 😀",
  receiver_id: "d3b07384-d113-4ec6-a5d2-2f9b1e7c0a11",
  reply_to: "conformance.answers",
  reply_to_msg_id: "f47ac10b-58cc-4372-a567-0e02b2c3d479",
  metadata: { "a key": [1, "two", null], nested: { yes: true } },
} as const;

/** The same message as every peer writes it, a line per field, each held against the contract. */
export function planWritten(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  const envelopes = new Map<PeerName, Case[]>();
  for (const row of ENVELOPE_FIELDS) {
    for (const peer of scope.peers) {
      const one: Case = { section: "written", row, column: peer, detail: "" };
      if (plan.add(one, [{ peer, role: "sender", section: "written" }])) {
        envelopes.set(peer, [...(envelopes.get(peer) ?? []), one]);
      }
    }
  }
  for (const [peer, cases] of envelopes) plan.units.push(envelopeUnit(peer, cases));
  for (const type of TYPES) {
    for (const transport of TRANSPORTS) {
      for (const peer of scope.peers) {
        const row = `payload: ${type}, ${transport}`;
        const one: Case = { section: "written", row, column: peer, detail: "" };
        if (plan.add(one, [{ peer, role: "sender", section: "written", type, transport }])) {
          plan.units.push(payloadUnit(peer, one, type, transport));
        }
      }
    }
  }
  return plan;
}

function envelopeUnit(peer: PeerName, cases: readonly Case[]): Unit {
  return {
    cases,
    run: async (context) => {
      const subject = `/conformance/written.${crypto.randomUUID()}`;
      const written = await write(context, peer, subject, [], HEADER);
      const message = context.keepMessage(written);
      const { declaration } = peerNamed(context, peer);
      const wanted: Readonly<Record<string, unknown>> = {
        ...HEADER,
        send_to: subject,
        broker_url: context.brokers.usual.urlFor(declaration),
        payloads: [],
      };
      return cases.map((one): Result => {
        const got = written[one.row];
        if (one.row === "timestamp") return judgeFaults(one, timestampFaults(got), message);
        return compare(one, wanted[one.row], got, message);
      });
    },
  };
}

function payloadUnit(peer: PeerName, one: Case, type: PayloadType, transport: Transport): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const sample = { dataname: `the ${type} "ü"`, type };
      const payload = await samplePayload(context, peerNamed(context, peer), sample);
      const subject = `conformance.written.${crypto.randomUUID()}`;
      const size_threshold = transport === "link" ? 0 : 1_000_000;
      const written = await write(context, peer, subject, [payload], { size_threshold });
      const [got] = Array.isArray(written.payloads) ? written.payloads : [];
      const origin = new URL(context.fileserverUrl).origin;
      const wanted = { value: await expectedSample(sample), transport };
      const faults = await payloadFaults(got, wanted, [origin]);
      return [judgeFaults(one, faults, context.keepMessage(written))];
    },
  };
}

/** The message as the server gave it out, or the sender's error. */
async function write(
  context: Context,
  peer: PeerName,
  subject: string,
  payloads: readonly JobPayload[],
  options: JobOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const sender = peerNamed(context, peer);
  const { sent, body } = await usePlaces([sender], () =>
    exchange(context, { sender, receivers: [], broker: "usual", subject, payloads, options }),
  );
  if (body === undefined) return { ...sent };
  return JSON.parse(new TextDecoder().decode(body));
}

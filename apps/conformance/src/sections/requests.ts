import type { Case, Result } from "../cases/case.ts";
import type { PeerName } from "../cases/dimensions.ts";
import type { Demand } from "../cases/not-applicable.ts";
import { comparable, compare } from "../run/compare.ts";
import { type Context, peerNamed } from "../run/context.ts";
import type { PeerClient } from "../run/peer-client.ts";
import { usePlaces } from "../run/places.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import { receiveOptionsFor, sendJob } from "../run/send-job.ts";
import type { Plan, Unit } from "../run/unit.ts";
import { NACK_REASON } from "../worker/job.ts";
import { expectedSample, type SamplePayload, samplePayload } from "./sample-payloads.ts";
import { SEVEN_TYPES } from "./samples.ts";

const TIMEOUT_MS = 20_000;

/** What is asked and sent back: as part of the message, and as links. */
const ECHOES: Readonly<Record<string, { size_threshold: number; transport: "direct" | "link" }>> = {
  "seven types direct": { size_threshold: 1_000_000, transport: "direct" },
  "seven types link": { size_threshold: 0, transport: "link" },
};

/** Answers without payloads; the second rejects the request. */
const SHORT_ANSWERS: Readonly<Record<string, "ack" | "nack">> = { ACK: "ack", NACK: "nack" };

/** Every peer asks every other for what it sends. */
export function planRequests(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  for (const asker of scope.peers) {
    for (const replier of scope.peers) {
      for (const [detail, { size_threshold, transport }] of Object.entries(ECHOES)) {
        const one: Case = { section: "requests", row: asker, column: replier, detail };
        const demands = [asker, replier].map(
          (peer): Demand => ({ peer, role: "sender", section: "requests", transport }),
        );
        if (plan.add(one, demands)) plan.units.push(echo(one, asker, replier, size_threshold));
      }
      for (const [detail, answer] of Object.entries(SHORT_ANSWERS)) {
        const one: Case = { section: "requests", row: asker, column: replier, detail };
        const demands = [asker, replier].map(
          (peer): Demand => ({ peer, role: "sender", section: "requests", transport: "direct" }),
        );
        if (plan.add(one, demands)) plan.units.push(shortAnswer(one, asker, replier, answer));
      }
    }
  }
  return plan;
}

function echo(one: Case, asker: PeerName, replier: PeerName, size_threshold: number): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const ends = [peerNamed(context, asker), peerNamed(context, replier)] as const;
      return [await usePlaces(ends, () => ask(context, one, ...ends, size_threshold))];
    },
  };
}

function shortAnswer(
  one: Case,
  asker: PeerName,
  replier: PeerName,
  payloads: "ack" | "nack",
): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const ends = [peerNamed(context, asker), peerNamed(context, replier)] as const;
      const [from, to] = ends;
      const subject = `conformance.requests.${crypto.randomUUID()}`;
      const sent = [{ dataname: "a", type: "text", value: "text" }];
      const [answer, asked] = await usePlaces(ends, async () => {
        const options = receiveOptionsFor(context, to, "usual");
        const { handle = "" } = await to.ask({ op: "reply", subject, payloads, options });
        const job = sendJob(context, from, { broker: "usual", subject, payloads: sent });
        const answer = await from.ask({ ...job, op: "request", timeout_ms: TIMEOUT_MS });
        const asked = await to.ask({ op: "collect", handle, timeout_ms: 5000 });
        return [{ ...answer, msg_id: job.options?.msg_id }, asked] as const;
      });
      const { msg_id, envelope = {}, message = "" } = answer;
      const names = payloads === "nack" ? NACK_REASON : "";
      const expected =
        payloads === "nack"
          ? { error: "rejected" }
          : { error: "none", msg_purpose: "ACK", reply_to_msg_id: msg_id, payloads: [] };
      const { msg_purpose, reply_to_msg_id } = envelope;
      const got = {
        error: answer.error ?? "none",
        msg_purpose,
        reply_to_msg_id,
        payloads: answer.payloads,
      };
      return [
        compare(
          one,
          { asked: "ok", names, ...expected },
          { asked: asked.error ?? "ok", names: message.includes(names) ? names : message, ...got },
          context.keepMessage(answer),
        ),
      ];
    },
  };
}

async function ask(
  context: Context,
  one: Case,
  asker: PeerClient,
  replier: PeerClient,
  size_threshold: number,
): Promise<Result> {
  const subject = `conformance.requests.${crypto.randomUUID()}`;
  const standing = await replier.ask({
    op: "reply",
    subject,
    payloads: "echo",
    options: { ...receiveOptionsFor(context, replier, "usual"), size_threshold },
  });
  const payloads = await Promise.all(
    SEVEN_TYPES.map((payload: SamplePayload) => samplePayload(context, asker, payload)),
  );
  const options = { size_threshold, msg_purpose: "question" };
  const job = sendJob(context, asker, { broker: "usual", subject, payloads, options });
  const answer = await asker.ask({ ...job, op: "request", timeout_ms: TIMEOUT_MS, answer: "full" });
  const { handle = "" } = standing;
  const asked = await replier.ask({ op: "collect", handle, timeout_ms: 5000, answer: "full" });

  const values = await Promise.all(SEVEN_TYPES.map(expectedSample));
  const { correlation_id, msg_id, sender_id } = job.options ?? {};
  const expected = {
    request: {
      ids: { correlation_id, msg_id, sender_id, msg_purpose: "question" },
      payloads: values,
    },
    reply: { ids: { correlation_id, reply_to_msg_id: msg_id }, payloads: values },
  };
  const got = {
    request: picked(asked, ["correlation_id", "msg_id", "sender_id", "msg_purpose"]),
    reply: picked(answer, ["correlation_id", "reply_to_msg_id"]),
  };
  return compare(one, expected, got, context.keepMessage(answer.envelope ?? answer));
}

function picked(answer: Parameters<typeof comparable>[0], names: readonly string[]): unknown {
  if (answer?.ok !== true) return comparable(answer);
  const ids = Object.fromEntries(names.map((name) => [name, answer.envelope?.[name]]));
  return { ids, payloads: answer.payloads };
}

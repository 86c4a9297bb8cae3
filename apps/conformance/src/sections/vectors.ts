import { isDeepStrictEqual } from "node:util";
import { isPayloadType } from "@natsbridge/schema";
import { loadVectors, type Vector, type VectorExpectation } from "testkit";
import type { Case, Result } from "../cases/case.ts";
import type { PeerName } from "../cases/dimensions.ts";
import type { Demand } from "../cases/not-applicable.ts";
import { type Context, peerNamed } from "../run/context.ts";
import { deliver } from "../run/deliver.ts";
import { difference } from "../run/difference.ts";
import type { Answer, PeerClient } from "../run/peer-client.ts";
import { usePlaces } from "../run/places.ts";
import { PlanBuilder, type Scope } from "../run/plan-builder.ts";
import type { Plan, Unit } from "../run/unit.ts";
import { handedOver, vectorPayloads } from "./vector-payloads.ts";

/** Every byte-level message, read by every peer. */
export function planVectors(scope: Scope): Plan {
  const plan = new PlanBuilder(scope);
  for (const vector of loadVectors()) {
    for (const peer of scope.peers) {
      const one: Case = { section: "vectors", row: vector.name, column: peer, detail: "" };
      if (plan.add(one, demands(vector, peer))) plan.units.push(vectorUnit(one, vector, peer));
    }
  }
  return plan;
}

function demands(vector: Vector, peer: PeerName): Demand[] {
  const base = { peer, role: "receiver", section: "vectors" } as const;
  const payloads = vectorPayloads(vector);
  return [
    base,
    ...payloads.flatMap(({ type, transport }): Demand[] => [
      ...(isPayloadType(type) ? [{ ...base, type }] : []),
      ...(transport === "link" ? [{ ...base, transport: "link" as const }] : []),
    ]),
  ];
}

function vectorUnit(one: Case, vector: Vector, peer: PeerName): Unit {
  return {
    cases: [one],
    run: async (context: Context) => {
      const client = peerNamed(context, peer);
      const answer = await usePlaces([client], () => readVector(context, client, vector));
      const text = Buffer.from(vector.envelope_base64, "base64").toString("utf8");
      return [judge(one, vector, client, answer, context.keepMessage(text))];
    },
  };
}

/** A device gets it as a message, unless files belong to it: a job that holds it as well may not fit its heap. */
function readVector(context: Context, client: PeerClient, vector: Vector): Promise<Answer> {
  const { envelope_base64, files } = vector;
  if (client.declaration.maxPayloadBytes !== undefined && files === undefined) {
    const body = Buffer.from(envelope_base64, "base64");
    return deliver(context, client, { subject: `conformance.vectors.${vector.name}`, body });
  }
  return client.ask({ op: "read", envelope_base64, ...(files && { files }), answer: "full" });
}

function judge(
  one: Case,
  vector: Vector,
  client: PeerClient,
  answer: Answer,
  message: string,
): Result {
  const accepted = [vector.expect, ...(vector.also_accept ?? [])].map((expectation) =>
    client.declaration.arrow === "ipc" ? handedOver(expectation, vector) : expectation,
  );
  const faults = accepted.map((expectation) => faultsOf(expectation, answer));
  const told = { ...one, message, expected: accepted.length === 1 ? accepted[0] : accepted };
  if (faults.some(({ length }) => length === 0)) return { ...told, status: "passed" };
  return { ...told, status: "failed", note: faults[0]?.join("; ") ?? "", got: answer };
}

function faultsOf(expectation: VectorExpectation, answer: Answer): string[] {
  if (expectation.error !== undefined) {
    const faults = difference(expectation.error, answer.error ?? "no error");
    const { names = "" } = expectation;
    if (!(answer.message ?? "").includes(names)) faults.push(`the message does not name ${names}`);
    return faults;
  }
  if (answer.ok !== true) return [`${answer.error}: ${answer.message}`];
  const envelope = Object.entries(expectation.envelope ?? {}).filter(
    ([name, value]) => !isDeepStrictEqual(answer.envelope?.[name], value),
  );
  return [
    ...envelope.map(([name]) => `${name} of the envelope differs`),
    ...difference(expectation.payloads, answer.payloads),
  ];
}

import type { Case } from "../../cases/case.ts";
import type { PeerName } from "../../cases/dimensions.ts";
import { compare } from "../../run/compare.ts";
import { type Context, peerNamed } from "../../run/context.ts";
import type { Answer, PeerClient } from "../../run/peer-client.ts";
import { usePlaces } from "../../run/places.ts";
import { receiveOptionsFor } from "../../run/send-job.ts";
import type { Unit } from "../../run/unit.ts";
import { direct, messageOf } from "./hostile-case.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => bytes(JSON.stringify(value));

/** What others publish to the same subject: none of it can be read. */
const FOREIGN: readonly Uint8Array[] = [
  new Uint8Array(),
  bytes("23.5"),
  bytes("a line of a log"),
  json([1, 2, 3]),
  json({ temperature: 23.5 }),
  bytes(JSON.stringify(messageOf([direct()])).slice(0, -1)),
  Uint8Array.of(0xff, 0xfe, 0x00),
  json(messageOf([direct({ payload_type: "picture" })])),
  json(messageOf([direct({ data: "?" })])),
  json(messageOf([direct({ size: 7 })])),
];

/** By the name of the case: whether the messages lie in a stream. */
export const FOREIGN_CASES: Readonly<Record<string, boolean>> = {
  "a good message after foreign ones": false,
  "a good message after foreign ones in a stream": true,
};

/** Publishes them, and then a message that can be read: it must come, and all before it must be told. */
export function foreignUnit(one: Case, peer: PeerName, isStream: boolean): Unit {
  return {
    cases: [one],
    run: async (context) => {
      const receiver = peerNamed(context, peer);
      const answer = await usePlaces([receiver], () =>
        (isStream ? consumeAll : receiveAll)(context, receiver),
      );
      const { error = "none", payloads, passed_over } = answer;
      const expected = {
        error: "none",
        payloads: [{ dataname: "x", type: "text", text: "hi" }],
        passed_over: FOREIGN.length,
      };
      const got = { error, payloads, passed_over };
      return [compare(one, expected, got, context.keepMessage(answer))];
    },
  };
}

async function receiveAll(context: Context, receiver: PeerClient): Promise<Answer> {
  const subject = `conformance.foreign.${crypto.randomUUID()}`;
  const options = receiveOptionsFor(context, receiver, "usual");
  const standing = await receiver.ask({ op: "receive", subject, pass_over: true, options });
  const { connection } = context.brokers.usual;
  for (const body of [...FOREIGN, json(messageOf([direct()]))]) connection.publish(subject, body);
  await connection.flush();
  return collect(receiver, standing);
}

async function consumeAll(context: Context, receiver: PeerClient): Promise<Answer> {
  const { connection } = context.brokers.usual;
  const manager = await connection.jetstreamManager();
  const id = crypto.randomUUID();
  const [stream, subject] = [`foreign_${id}`, `foreign.${id}`];
  await manager.streams.add({ name: stream, subjects: [subject] });
  try {
    for (const body of [...FOREIGN, json(messageOf([direct()]))]) {
      await connection.jetstream().publish(subject, body);
    }
    const options = receiveOptionsFor(context, receiver, "usual");
    const consuming = { stream, consumer: "reader", pass_over: true, options };
    return await collect(receiver, await receiver.ask({ op: "consume", ...consuming }));
  } finally {
    await manager.streams.delete(stream);
  }
}

function collect(receiver: PeerClient, standing: Answer): Promise<Answer> {
  if (standing.handle === undefined) return Promise.resolve(standing);
  const { handle } = standing;
  return receiver.ask({
    op: "collect",
    handle,
    pass_over: true,
    timeout_ms: 60_000,
    answer: "full",
  });
}

import { ensureStream, NATSBridge, type ReceivedEnvelope } from "natsbridge";
import type { Check, CheckContext } from "./check.ts";
import { expectCode, expectSame } from "./expect.ts";

/** A stream of its own with one message. */
async function storedMessage({ bridge, unique }: CheckContext, n: number) {
  await ensureStream(bridge.connection, { name: unique, subjects: [unique], storage: "memory" });
  const [, , receipt] = await bridge.smartsend(unique, [["n", n, "dictionary"]], {
    jetstream: true,
  });
  return receipt.pub_ack;
}

/** Messages that are stored, acknowledged, delivered again, and given up. */
export const jetstreamChecks: readonly Check[] = [
  {
    name: "a stream acknowledges what it stored",
    async run(context) {
      const ack = await storedMessage(context, 1);
      expectSame([ack?.stream, ack?.seq, ack?.duplicate], [context.unique, 1, false]);
    },
  },
  {
    name: "a stream that is not there is told",
    async run({ bridge, unique }) {
      const sending = bridge.smartsend(unique, [["n", 1, "dictionary"]], { jetstream: true });
      await expectCode("no_responders", sending);
    },
  },
  {
    name: "a handler gets a stored message, and again where it failed",
    async run(context) {
      const { bridge, unique: stream } = context;
      await storedMessage(context, 2);
      const seen = Promise.withResolvers<ReceivedEnvelope>();
      let calls = 0;
      const consumption = bridge.consume(
        { stream, consumer: "again", nak_delay: 10, on_poison: () => undefined },
        (env) => {
          calls += 1;
          if (calls === 1) throw new Error("not yet");
          seen.resolve(env);
        },
      );
      expectSame((await seen.promise).payloads, [["n", 2, "dictionary"]]);
      await consumption.stop();
    },
  },
  {
    name: "a stream is iterated in order",
    async run(context) {
      await storedMessage(context, 3);
      for await (const { env, ack } of context.bridge.consume({ stream: context.unique })) {
        expectSame(env.payloads, [["n", 3, "dictionary"]]);
        await ack();
        break;
      }
    },
  },
  {
    name: "what can never be read goes to the dead letters",
    async run({ settings: { broker_url }, unique }) {
      const bridge = await NATSBridge.connect({ broker_url });
      const dead = `${unique}-dead`;
      const subjects = [unique, dead];
      await ensureStream(bridge.connection, { name: unique, subjects, storage: "memory" });
      bridge.connection.publish(unique, "no message of ours");
      const codes: string[] = [];
      const poisoned = bridge.consume(
        {
          stream: unique,
          consumer: "reader",
          filter_subjects: [unique],
          dead_letter_subject: dead,
          on_poison: (error) => {
            codes.push("code" in error ? String(error.code) : error.name);
          },
        },
        () => undefined,
      );
      const letters = bridge.subscribe(dead, { on_poison: (error) => arrived.resolve(error.code) });
      const arrived = Promise.withResolvers<string>();
      void letters[Symbol.asyncIterator]().next();
      await letters.ready;
      expectSame(await arrived.promise, "invalid_envelope");
      expectSame(codes, ["invalid_envelope"]);
      await poisoned.stop();
      await bridge.close();
    },
  },
];

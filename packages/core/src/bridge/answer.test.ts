import fc from "fast-check";
import { expect, test } from "vitest";
import { bridgeDefaults, mergeOptions } from "../options/bridge-options.ts";
import { prepareSend } from "../send/sending.ts";
import { answerOptions, answerSettings } from "./answer.ts";

const text = fc.string({ maxLength: 5 });
const question = fc.record({
  reply_to: fc.constantFrom("", "answers.1", "$SYS.x"),
  msg_id: text,
  correlation_id: text,
  sender_name: text,
  sender_id: text,
});
const defaults = fc.record(
  {
    allow_system_reply: fc.boolean(),
    correlation_id: fc.constant("mine"),
    sender_name: text,
    receiver_name: text,
    receiver_id: text,
    reply_to_msg_id: text,
    jetstream: fc.boolean(),
    size_threshold: fc.nat(),
  },
  { requiredKeys: [] },
);

function outcome(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test("an answer without options of its own is what its options would make it", () => {
  fc.assert(
    fc.property(question, defaults, (env, options) => {
      const bridge = bridgeDefaults(options);
      const { allow_system_reply } = bridge;
      const settings = outcome(() => answerSettings(env, prepareSend(bridge).settings));
      const byOptions = outcome(() => {
        const answer = answerOptions(env, mergeOptions({ allow_system_reply }, {}));
        return prepareSend(mergeOptions(bridge, answer)).settings;
      });
      expect(settings).toEqual(byOptions);
    }),
  );
});

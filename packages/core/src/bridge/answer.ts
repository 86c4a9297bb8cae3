import {
  booleanOption,
  filledTextOption,
  foreignText,
  NatsBridgeError,
  textOption,
} from "@natsbridge/schema/base";
import { mergeOptions } from "../options/bridge-options.ts";
import type { SmartSendOptions } from "../options/send-options.ts";
import type { SendSettings } from "../options/send-settings.ts";
import type { ReceivedEnvelope } from "../receive/received.ts";

/** What an answer needs of the message it answers. */
export type AnswerableEnvelope = Pick<
  ReceivedEnvelope,
  "reply_to" | "msg_id" | "correlation_id" | "sender_name" | "sender_id"
>;

/** Options of an answer, which tie it to its question. @throws NatsBridgeError `invalid_subject` without `reply_to`, or for one that begins with `$`. */
export function answerOptions(
  env: AnswerableEnvelope,
  options: SmartSendOptions,
): SmartSendOptions {
  assertAnswerable(env, booleanOption("allow_system_reply", options.allow_system_reply, false));
  const { correlation_id, sender_name, sender_id, msg_id } = env;
  const receiver = { receiver_name: sender_name, receiver_id: sender_id };
  // Whoever asked listens; a stream on its inbox is only there where the call says so.
  const defaults = { correlation_id, ...receiver, jetstream: false };
  return { ...mergeOptions(defaults, options), reply_to_msg_id: msg_id };
}

/** What {@link answerOptions} makes of settings, where the call brings no options of its own. */
export function answerSettings(env: AnswerableEnvelope, settings: SendSettings): SendSettings {
  assertAnswerable(env, settings.allow_system_reply);
  const { correlation_id, sender_name, sender_id, msg_id } = env;
  const given = {
    ...settings.given,
    correlation_id: filledTextOption("correlation_id", correlation_id, undefined),
    receiver_name: textOption("receiver_name", sender_name, ""),
    receiver_id: textOption("receiver_id", sender_id, ""),
    reply_to_msg_id: textOption("reply_to_msg_id", msg_id, ""),
  };
  return { ...settings, jetstream: undefined, given };
}

function assertAnswerable(env: AnswerableEnvelope, isAllowed: boolean): void {
  if (env.reply_to === "") {
    throw new NatsBridgeError({
      code: "invalid_subject",
      message: `Message ${foreignText(env.msg_id)} has no reply_to, so there is nowhere to answer`,
    });
  }
  if (env.reply_to.startsWith("$") && !isAllowed) {
    throw new NatsBridgeError({
      code: "invalid_subject",
      message: `reply_to "${foreignText(env.reply_to)}" is a subject of the server itself, which the sender of a message may not have answered. If you want that, set allow_system_reply`,
    });
  }
}

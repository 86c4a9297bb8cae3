import { stringifyJson } from "@natsbridge/codecs";
import type { Metadata } from "@natsbridge/schema";
import {
  filledTextOption,
  invalidConfig,
  isGiven,
  messageIdOption,
  messageOf,
  NatsBridgeError,
  objectOption,
  randomId,
  textOption,
  timestamp,
} from "@natsbridge/schema/base";
import { assertPublishSubject } from "@natsbridge/transport";
import type { SmartSendOptions } from "./send-options.ts";

/** The envelope's fields that options decide, in the order in which they are written. */
export interface EnvelopeFields {
  readonly correlation_id: string;
  readonly msg_id: string;
  readonly timestamp: string;
  readonly send_to: string;
  readonly msg_purpose: string;
  readonly sender_name: string;
  readonly sender_id: string;
  readonly receiver_name: string;
  readonly receiver_id: string;
  readonly reply_to: string;
  readonly reply_to_msg_id: string;
  readonly broker_url: string;
  readonly metadata: Metadata;
}

type Ids = "correlation_id" | "msg_id" | "sender_id";

/** What options say of it; ids that are undefined are made anew for each message. */
export type GivenFields = Omit<EnvelopeFields, Ids | "timestamp" | "send_to"> &
  Readonly<Record<Ids, string | undefined>>;

const NOTHING_GIVEN: GivenFields = {
  correlation_id: undefined,
  msg_id: undefined,
  msg_purpose: "chat",
  sender_name: "NATSBridge",
  sender_id: undefined,
  receiver_name: "",
  receiver_id: "",
  reply_to: "",
  reply_to_msg_id: "",
  broker_url: "",
  metadata: {},
};

/** @throws NatsBridgeError `invalid_subject` for `reply_to`, `invalid_config` for the rest. */
export function givenFields(
  options: SmartSendOptions,
  broker_url: string,
  base: GivenFields = NOTHING_GIVEN,
): GivenFields {
  const reply_to = textOption("reply_to", options.reply_to, base.reply_to);
  if (isGiven(options.reply_to) && reply_to !== "") assertPublishSubject(reply_to, "reply_to");
  return {
    correlation_id: filledTextOption("correlation_id", options.correlation_id, base.correlation_id),
    msg_id: messageIdOption("msg_id", options.msg_id, base.msg_id),
    msg_purpose: textOption("msg_purpose", options.msg_purpose, base.msg_purpose),
    sender_name: textOption("sender_name", options.sender_name, base.sender_name),
    sender_id: textOption("sender_id", options.sender_id, base.sender_id),
    receiver_name: textOption("receiver_name", options.receiver_name, base.receiver_name),
    receiver_id: textOption("receiver_id", options.receiver_id, base.receiver_id),
    reply_to,
    reply_to_msg_id: textOption("reply_to_msg_id", options.reply_to_msg_id, base.reply_to_msg_id),
    broker_url,
    metadata: isGiven(options.metadata) ? metadataOption(options.metadata) : base.metadata,
  };
}

/** The fields of one message, in order. */
export function envelopeFields(send_to: string, given: GivenFields): EnvelopeFields {
  return {
    correlation_id: given.correlation_id ?? randomId(),
    msg_id: given.msg_id ?? randomId(),
    timestamp: timestamp(),
    send_to,
    msg_purpose: given.msg_purpose,
    sender_name: given.sender_name,
    sender_id: given.sender_id ?? randomId(),
    receiver_name: given.receiver_name,
    receiver_id: given.receiver_id,
    reply_to: given.reply_to,
    reply_to_msg_id: given.reply_to_msg_id,
    broker_url: given.broker_url,
    metadata: given.metadata,
  };
}

function metadataOption(value: unknown): Metadata {
  if (objectOption("metadata", value) === undefined) return {};
  try {
    stringifyJson(value);
  } catch (error) {
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `metadata: ${messageOf(error)}`,
      cause: error,
    });
  }
  removeAfter(value as Metadata);
  return value as Metadata;
}

/** What the sender says of its files in `metadata`; each link's own metadata repeats it. */
export function removeAfter({ remove_after }: Metadata): "ack" | "never" | undefined {
  if (remove_after === undefined || remove_after === "ack" || remove_after === "never") {
    return remove_after;
  }
  throw invalidConfig("metadata.remove_after", `"ack" or "never"`, remove_after);
}

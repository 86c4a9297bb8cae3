import * as z from "zod/mini";
import { MAX_PAYLOADS } from "./base/constants.ts";
import { type Metadata, metadataSchema } from "./metadata.ts";
import { optionalMetadata, optionalText } from "./optional.ts";
import {
  type MsgPayloadV1,
  payloadSchema,
  type ReadPayloadV1,
  writtenPayloadSchema,
} from "./payload.ts";

/** The fields of an envelope besides its payloads, in the order in which they are written. */
export interface EnvelopeHeader {
  /** UUID v4, or the caller's own string. */
  correlation_id: string;
  msg_id: string;
  /** ISO 8601 UTC with milliseconds. */
  timestamp: string;
  /** The NATS subject. */
  send_to: string;
  /** Known ones: `ACK`, `NACK`, `updateStatus`, `shutdown`, `chat`. */
  msg_purpose: string;
  sender_name: string;
  sender_id: string;
  receiver_name: string;
  receiver_id: string;
  reply_to: string;
  reply_to_msg_id: string;
  /** Without user, password or token. */
  broker_url: string;
  metadata: Metadata;
}

/** An envelope as it is written (`msg_envelope_v1`): all 14 fields, always, in this order. */
export interface MsgEnvelopeV1 extends EnvelopeHeader {
  payloads: MsgPayloadV1[];
}

/** An envelope as it was read from any dialect; absent texts are `""`, unknown fields are kept. */
export interface ReadEnvelopeV1 extends EnvelopeHeader {
  payloads: ReadPayloadV1[];
}

const requiredText = z.string().check(z.minLength(1));

const readFields = {
  correlation_id: requiredText,
  msg_id: requiredText,
  timestamp: optionalText,
  send_to: optionalText,
  msg_purpose: optionalText,
  sender_name: optionalText,
  sender_id: optionalText,
  receiver_name: optionalText,
  receiver_id: optionalText,
  reply_to: optionalText,
  reply_to_msg_id: optionalText,
  broker_url: optionalText,
  metadata: optionalMetadata,
};

/** Reads an envelope of every dialect. */
export const envelopeSchema: z.ZodMiniType<ReadEnvelopeV1, unknown> = z.looseObject({
  ...readFields,
  payloads: z.array(payloadSchema).check(z.maxLength(MAX_PAYLOADS)),
});

/** An envelope whose payloads are a list, and not looked at. */
export const readEnvelopeSchema: z.ZodMiniType<EnvelopeHeader & { payloads: unknown[] }, unknown> =
  z.looseObject({
    ...readFields,
    payloads: z.array(z.unknown()),
  });

/** Accepts exactly what {@link MsgEnvelopeV1} says. */
export const writtenEnvelopeSchema: z.ZodMiniType<MsgEnvelopeV1, MsgEnvelopeV1> = z.strictObject({
  correlation_id: requiredText,
  msg_id: requiredText,
  timestamp: z.iso.datetime({ precision: 3 }),
  send_to: requiredText,
  msg_purpose: z.string(),
  sender_name: z.string(),
  sender_id: z.string(),
  receiver_name: z.string(),
  receiver_id: z.string(),
  reply_to: z.string(),
  reply_to_msg_id: z.string(),
  broker_url: z.string(),
  metadata: metadataSchema,
  payloads: z.array(writtenPayloadSchema).check(z.maxLength(MAX_PAYLOADS)),
});

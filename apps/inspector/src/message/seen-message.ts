import { decodeUtf8, parseJson } from "@natsbridge/codecs";
import { parseEnvelope, type ReadEnvelopeV1, type ReadPayloadV1 } from "@natsbridge/schema";
import type { NatsHeaders } from "@natsbridge/transport";

/** What a list tells of one payload. */
export interface SeenPayload {
  readonly name: string;
  readonly type: string;
  readonly size: number | undefined;
  readonly transport: ReadPayloadV1["transport"];
}

/** A message as it was seen. What it holds is read when somebody opens it. */
export interface SeenMessage {
  /** Counts up, in the order in which they came. */
  readonly id: number;
  readonly at: Date;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly purpose: string;
  readonly sender: string;
  readonly receiver: string;
  readonly correlation: string;
  readonly msgId: string;
  /** Id of the message that it answers. */
  readonly replyTo: string;
  readonly payloads: readonly SeenPayload[];
  /** The envelope as it is, without its payloads; empty where there is none. */
  readonly fields: Partial<Omit<ReadEnvelopeV1, "payloads">>;
  /** Why it is no message of NATSBridge. */
  readonly fault?: string;
}

/** How a message came. */
export interface Arrival {
  readonly id: number;
  readonly at: Date;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: NatsHeaders | undefined;
}

/** Reads the body of a message of any dialect. @throws NatsBridgeError for what is none. */
export function readBody(data: Uint8Array): { raw: unknown; envelope: ReadEnvelopeV1 } {
  const raw = parseJson(textOf(data));
  return { raw, envelope: parseEnvelope(raw) };
}

/** The body as plain JSON, with numbers that may be rounded. @throws NatsBridgeError for what is no JSON. */
export function readPlain(data: Uint8Array): unknown {
  return parseJson(textOf(data), { unsafe_integers: "number" });
}

function textOf(data: Uint8Array): string {
  return decodeUtf8(data).replace(/^\uFEFF/, "");
}

/** Looks at a message that came; nothing is decoded or downloaded. */
export function seenMessage({ id, at, subject, data, headers }: Arrival): SeenMessage {
  const arrived = { id, at, subject, data, headers: headers ? headerList(headers) : [] };
  try {
    const { envelope } = readBody(data);
    const { payloads, ...fields } = envelope;
    return {
      ...arrived,
      purpose: envelope.msg_purpose,
      sender: envelope.sender_name,
      receiver: envelope.receiver_name,
      correlation: envelope.correlation_id,
      msgId: envelope.msg_id,
      replyTo: envelope.reply_to_msg_id,
      payloads: payloads.map(seenPayload),
      fields,
    };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { ...arrived, ...NOTHING, fault };
  }
}

const NOTHING = {
  purpose: "",
  sender: "",
  receiver: "",
  correlation: "",
  msgId: "",
  replyTo: "",
  payloads: [],
  fields: {},
};

function seenPayload({ dataname, payload_type, size, transport }: ReadPayloadV1): SeenPayload {
  return { name: dataname, type: payload_type, size: size ?? undefined, transport };
}

function headerList(headers: NatsHeaders): [string, string][] {
  return headers.keys().flatMap((name) => {
    return headers.values(name).map((value): [string, string] => [name, value]);
  });
}

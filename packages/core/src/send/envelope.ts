import { base64Encode, stringifyJson } from "@natsbridge/codecs";
import type {
  Metadata,
  MsgEnvelopeV1,
  MsgPayloadV1,
  PayloadTransport,
  PayloadType,
} from "@natsbridge/schema";
import type { EnvelopeFields } from "../options/send-settings.ts";
import { MessageParts } from "./message-parts.ts";
import type { PlannedSize } from "./plan.ts";

const END = "]}";
const EMPTY_DATA = '"data":""';

/** A payload's fields without its data and without what depends on its transport. */
export interface PayloadFields {
  readonly id: string;
  readonly dataname: string;
  readonly payload_type: PayloadType;
  readonly size: number;
  readonly metadata: Metadata & { checksum: string };
}

/** An envelope in its three forms. */
export interface BuiltEnvelope {
  readonly env: MsgEnvelopeV1;
  readonly json: string;
  /** Body of the NATS message: `json` in UTF-8. */
  readonly bytes: Uint8Array;
}

/** Puts base64 into a payload. */
export function directPayload(fields: PayloadFields, bytes: Uint8Array): MsgPayloadV1 {
  return ordered(fields, "direct", base64Encode(bytes));
}

/** Puts a link into a payload. */
export function linkPayload(fields: PayloadFields, url: string): MsgPayloadV1 {
  return ordered(fields, "link", url);
}

function ordered(fields: PayloadFields, transport: PayloadTransport, data: string): MsgPayloadV1 {
  const { id, dataname, payload_type, size, metadata } = fields;
  const encoding = transport === "direct" ? "base64" : "none";
  return { id, dataname, payload_type, transport, encoding, size, data, metadata };
}

/**
 * Builds the envelope from its parts: base64 needs no escaping, so it is joined in, not stringified.
 *
 * @throws NatsBridgeError `invalid_payload` for metadata that JSON cannot hold.
 */
export function buildEnvelope(fields: EnvelopeFields, payloads: MsgPayloadV1[]): BuiltEnvelope {
  const message = new MessageParts();
  message.add(envelopeStart(fields));
  for (const [index, payload] of payloads.entries()) {
    const [before, after] = payloadFrame(payload);
    message.add(index === 0 ? before : `,${before}`);
    if (payload.transport === "direct") message.addAscii(payload.data);
    else message.add(JSON.stringify(payload.data).slice(1, -1));
    message.add(after);
  }
  message.add(END);
  return { env: { ...fields, payloads }, json: message.text, bytes: message.toBytes() };
}

/** Length in bytes of the message without any payload. */
export function envelopeLength(fields: EnvelopeFields): number {
  return utf8Length(envelopeStart(fields) + END);
}

/** Length in bytes of a payload's JSON without its data, by transport. */
export function frameLengths(fields: PayloadFields): PlannedSize["frame"] {
  const length = (transport: PayloadTransport) =>
    utf8Length(payloadFrame(ordered(fields, transport, "")).join(""));
  return { direct: length("direct"), link: length("link") };
}

function envelopeStart(fields: EnvelopeFields): string {
  return `${jsonWith(fields.metadata, fields).slice(0, -1)},"payloads":[`;
}

/** A payload's JSON around its data. */
function payloadFrame(payload: MsgPayloadV1): [before: string, after: string] {
  const { id, dataname, payload_type, transport, encoding, size, metadata } = payload;
  const frame = { id, dataname, payload_type, transport, encoding, size, data: "", metadata };
  const json = jsonWith(metadata, frame);
  // A name that holds these characters has its quotes escaped, and metadata come later.
  const end = json.indexOf(EMPTY_DATA) + EMPTY_DATA.length - 1;
  return [json.slice(0, end), json.slice(end)];
}

/** Only what came from elsewhere may hold what `JSON.stringify` would lose; all the rest are texts and numbers of ours. */
function jsonWith(metadata: Metadata, fields: object): string {
  for (const key in metadata) if (key !== "checksum") return stringifyJson(fields);
  return JSON.stringify(fields);
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

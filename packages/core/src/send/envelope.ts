import { stringifyJson } from "@natsbridge/codecs";
import type {
  Metadata,
  MsgEnvelopeV1,
  MsgPayloadV1,
  PayloadTransport,
  PayloadType,
} from "@natsbridge/schema";
import { utf8Length } from "@natsbridge/schema/base";
import type { EnvelopeFields } from "../options/envelope-fields.ts";
import { type LateText, MessageParts } from "./message-parts.ts";
import type { PlannedSize } from "./plan.ts";

const END = "]}";

const ENCODINGS = { direct: "base64", link: "none" } as const satisfies Record<
  PayloadTransport,
  string
>;

/** A payload's fields without its data and without what depends on its transport. */
export interface PayloadFields {
  readonly id: string;
  readonly dataname: string;
  readonly payload_type: PayloadType;
  readonly size: number;
  readonly metadata: Metadata & { checksum: string };
}

/** A payload as it is to be written: its bytes, or a link to them. */
export type PayloadContent = PayloadFields &
  ({ readonly bytes: Uint8Array } | { readonly url: string });

/** An envelope in its three forms. Large texts, those of the envelope too, are made when somebody reads them. */
export interface BuiltEnvelope {
  /** The envelope, made when it is asked for: the message may be on its way by then. */
  readonly env: () => MsgEnvelopeV1;
  readonly json: LateText;
  /** Body of the NATS message: `json` in UTF-8. */
  readonly bytes: Uint8Array;
}

/**
 * Builds the envelope from its parts: base64 needs no escaping, so it is joined in, not stringified.
 *
 * @throws NatsBridgeError `invalid_payload` for metadata that JSON cannot hold.
 */
export function buildEnvelope(
  fields: EnvelopeFields,
  contents: readonly PayloadContent[],
): BuiltEnvelope {
  const message = new MessageParts();
  message.add(envelopeStart(fields));
  const written = contents.map((content, index) => {
    const transport = "url" in content ? "link" : "direct";
    const [before, after] = payloadFrame(content, transport);
    message.add(index === 0 ? before : `,${before}`);
    let data: LateText;
    if ("url" in content) {
      data = content.url;
      message.add(JSON.stringify(data).slice(1, -1));
    } else {
      data = message.addBase64(content.bytes);
    }
    message.add(after);
    return { content, transport, data } as const;
  });
  message.add(END);
  const bytes = message.finish();
  const env = (): MsgEnvelopeV1 => ({ ...fields, payloads: written.map(payloadWith) });
  return { env, json: message.text(), bytes };
}

interface WrittenPayload {
  readonly content: PayloadFields;
  readonly transport: PayloadTransport;
  readonly data: LateText;
}

/** The payload as it is in the envelope, fields in order. */
function payloadWith({ content, transport, data }: WrittenPayload): MsgPayloadV1 {
  const { id, dataname, payload_type, size, metadata } = content;
  const encoding = ENCODINGS[transport];
  if (typeof data === "string") {
    return { id, dataname, payload_type, transport, encoding, size, data, metadata };
  }
  return {
    id,
    dataname,
    payload_type,
    transport,
    encoding,
    size,
    get data() {
      return data();
    },
    metadata,
  };
}

/** Length in bytes of the message without any payload. */
export function envelopeLength(fields: EnvelopeFields): number {
  return utf8Length(envelopeStart(fields) + END);
}

/** Length in bytes of a payload's JSON without its data, by transport. */
export function frameLengths(fields: PayloadFields): PlannedSize["frame"] {
  const length = (transport: PayloadTransport) =>
    utf8Length(payloadFrame(fields, transport).join(""));
  return { direct: length("direct"), link: length("link") };
}

function envelopeStart(fields: EnvelopeFields): string {
  return `${jsonWith(fields.metadata, fields).slice(0, -1)},"payloads":[`;
}

/** A payload's JSON around its data. */
function payloadFrame(
  fields: PayloadFields,
  transport: PayloadTransport,
): [before: string, after: string] {
  const { id, dataname, payload_type, size, metadata } = fields;
  const encoding = ENCODINGS[transport];
  // What is not ours is a name and metadata.
  return [
    `{"id":"${id}","dataname":${JSON.stringify(dataname)},"payload_type":"${payload_type}","transport":"${transport}","encoding":"${encoding}","size":${size},"data":"`,
    `","metadata":${jsonWith(metadata, metadata)}}`,
  ];
}

/** Only what came from elsewhere may hold what `JSON.stringify` would lose; all the rest are texts and numbers of ours. */
function jsonWith(metadata: Metadata, fields: object): string {
  for (const key in metadata) if (key !== "checksum") return stringifyJson(fields);
  return JSON.stringify(fields);
}

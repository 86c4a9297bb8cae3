import type { ReadEnvelopeV1 } from "@natsbridge/schema";
import type { ReactNode } from "react";
import { jsonText } from "../page/json-text.ts";

const FIELDS = [
  "msg_purpose",
  "timestamp",
  "sender_name",
  "sender_id",
  "receiver_name",
  "receiver_id",
  "send_to",
  "reply_to",
  "correlation_id",
  "msg_id",
  "reply_to_msg_id",
  "broker_url",
] as const;

/** The envelope, without the fields that are empty, and the headers. */
export function EnvelopeFacts({
  envelope,
  headers,
}: {
  readonly envelope: ReadEnvelopeV1;
  readonly headers: readonly (readonly [name: string, value: string])[];
}): ReactNode {
  const { metadata } = envelope;
  const facts = [
    ...FIELDS.map((name) => [name, envelope[name]] as const),
    ...Object.entries(metadata).map(([name, value]) => [`metadata.${name}`, jsonText(value)]),
    ...headers,
  ].filter(([, value]) => value !== "");
  return (
    <section aria-label="Envelope">
      <h3 className="message-part">Envelope</h3>
      <dl className="facts">
        {facts.map(([name, value], index) => (
          <div key={`${index} ${name}`} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

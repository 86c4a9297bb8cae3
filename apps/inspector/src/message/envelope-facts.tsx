import type { ReadEnvelopeV1 } from "@natsbridge/schema";
import type { ReactNode } from "react";
import { jsonText } from "../page/json-text.ts";
import { ENVELOPE_FIELDS } from "./envelope-fields.ts";

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
    ...ENVELOPE_FIELDS.map((name) => [name, envelope[name]] as const),
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

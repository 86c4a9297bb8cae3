import { memo, type ReactNode } from "react";
import { formatBytes, formatCount, formatWhen } from "../page/format.ts";
import type { SeenMessage, SeenPayload } from "./seen-message.ts";

interface Properties {
  readonly message: SeenMessage;
  /** Whether its number is its sequence in a stream. */
  readonly isStored: boolean;
}

/** What a list shows of a message. */
export const MessageCells: (properties: Properties) => ReactNode = memo(function MessageCells({
  message,
  isStored,
}: Properties) {
  const { id, at, subject, purpose, sender, payloads, fault } = message;
  return (
    <>
      {isStored && <span className="cell cell-seq">{formatCount(id)}</span>}
      <span className="cell cell-time" title={at.toISOString()}>
        {formatWhen(at)}
      </span>
      <span className="cell cell-subject" title={subject}>
        {subject}
      </span>
      <span className="cell cell-purpose">{purpose}</span>
      <span className="cell cell-sender">{sender}</span>
      <span className="cell cell-payloads">
        {fault === undefined
          ? payloads.map(nameOf).join(", ") || purpose
          : "no message of NATSBridge"}
      </span>
      <span className="cell cell-size">{formatBytes(sizeOf(message))}</span>
      <span className="cell cell-by">{transportOf(payloads)}</span>
    </>
  );
});

function nameOf({ name, type }: SeenPayload): string {
  return `${name} (${type})`;
}

/** Of what it carries, links included; of the body where it does not say. */
function sizeOf({ payloads, data }: SeenMessage): number {
  const sum = payloads.reduce((all, { size }) => all + (size ?? 0), 0);
  return sum === 0 ? data.length : sum;
}

function transportOf(payloads: readonly SeenPayload[]): string {
  const kinds = new Set(payloads.map(({ transport }) => transport));
  return kinds.size === 2 ? "both" : ([...kinds][0] ?? "");
}

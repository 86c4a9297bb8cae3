import { memo, type ReactNode } from "react";
import type { SeenMessage, SeenPayload } from "../message/seen-message.ts";
import { formatBytes, formatClock } from "../page/format.ts";

/** What a list shows of a message. */
export const MessageCells: (properties: { readonly message: SeenMessage }) => ReactNode = memo(
  function MessageCells({ message }: { readonly message: SeenMessage }) {
    const { at, subject, purpose, sender, payloads, fault } = message;
    return (
      <>
        <span className="cell cell-time" title={at.toISOString()}>
          {formatClock(at)}
        </span>
        <span className="cell cell-subject" title={subject}>
          {subject}
        </span>
        <span className="cell cell-purpose">{purpose}</span>
        <span className="cell cell-sender">{sender}</span>
        <span className="cell cell-payloads">
          {fault === undefined ? payloads.map(nameOf).join(", ") : "no message of NATSBridge"}
        </span>
        <span className="cell cell-size">{formatBytes(sizeOf(message))}</span>
        <span className="cell cell-by">{transportOf(payloads)}</span>
      </>
    );
  },
);

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

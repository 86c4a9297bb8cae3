import type { Deviation } from "@natsbridge/schema";
import type { ReactNode } from "react";

/** Where a message is not as NATSBridge writes it, though it was read. */
export function Deviations({ found }: { readonly found: readonly Deviation[] }): ReactNode {
  if (found.length === 0) return null;
  return (
    <section aria-label="Not as it is written">
      <h3 className="message-part">Not as NATSBridge writes it</h3>
      <ul className="deviations">
        {found.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== "" && <strong>{`${path} `}</strong>}
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}

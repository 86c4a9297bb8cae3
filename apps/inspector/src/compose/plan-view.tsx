import type { ReactNode } from "react";
import { formatBytes } from "../page/format.ts";
import type { Plan } from "./use-plan.ts";

/** How each payload would travel, and why. */
export function PlanView({ plan: { receipt, fault } }: { readonly plan: Plan }): ReactNode {
  return (
    <section aria-label="Plan" className="plan">
      <h3 className="message-part">
        Plan
        {receipt && (
          <span className="payload-facts">{`a message of ${formatBytes(receipt.bytes)}`}</span>
        )}
      </h3>
      {fault !== "" && <p className="message-fault">{fault}</p>}
      {receipt && receipt.payloads.length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th>Payload</th>
              <th className="number">Size</th>
              <th>By</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {receipt.payloads.map(({ dataname, bytes, transport, reason }, index) => (
              <tr key={`${index} ${dataname}`}>
                <td>{dataname}</td>
                <td className="number">{formatBytes(bytes)}</td>
                <td className="word">{transport}</td>
                <td>{reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

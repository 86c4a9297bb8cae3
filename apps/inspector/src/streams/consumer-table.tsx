import { type ReactNode, useCallback } from "react";
import { FaultAlert } from "../page/fault-alert.tsx";
import { formatCount } from "../page/format.ts";
import { useAnswer } from "../page/use-answer.ts";
import type { Session } from "../session/session.ts";
import { type ConsumerInfo, listConsumers, type StreamInfo } from "./stream-info.ts";
import { consumerRisks } from "./stream-risks.ts";

/** Who reads a stream, and how far behind each is. */
export function ConsumerTable({
  session,
  info,
}: {
  readonly session: Session;
  readonly info: StreamInfo;
}): ReactNode {
  const ask = useCallback(
    () => listConsumers(session.bridge.connection, info.config.name),
    [session, info],
  );
  const { answer: consumers = [], fault } = useAnswer(ask);
  if (fault !== "") return <FaultAlert title="Consumers cannot be listed" fault={fault} />;
  if (consumers.length === 0) return null;
  return (
    <details className="consumers" open={consumers.length <= 3}>
      <summary>{`Consumers (${formatCount(consumers.length)})`}</summary>
      <table className="plain">
        <thead>
          <tr>
            <th>Consumer</th>
            <th className="wide">Subjects</th>
            <th className="number">Behind</th>
            <th className="number">In hand</th>
            <th className="number wide">Redelivered</th>
          </tr>
        </thead>
        <tbody>
          {consumers.map((consumer) => (
            <tr key={consumer.name}>
              <td>
                {consumer.name}
                {consumerRisks(consumer).map((risk) => (
                  <span key={risk} className="consumer-risk">
                    {risk}
                  </span>
                ))}
              </td>
              <td className="wide">{subjectsOf(consumer)}</td>
              <td className="number">{formatCount(consumer.num_pending)}</td>
              <td className="number">{formatCount(consumer.num_ack_pending)}</td>
              <td className="number wide">{formatCount(consumer.num_redelivered)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function subjectsOf({ config }: ConsumerInfo): string {
  return config.filter_subjects?.join(", ") ?? config.filter_subject ?? "all";
}

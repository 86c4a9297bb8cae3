import { Anchor, Text } from "@mantine/core";
import { type ReactNode, useCallback } from "react";
import { FaultAlert } from "../page/fault-alert.tsx";
import { formatBytes, formatCount, formatWhen } from "../page/format.ts";
import { hrefOf } from "../page/route.ts";
import { useAnswer } from "../page/use-answer.ts";
import type { Session } from "../session/session.ts";
import { listStreams } from "./stream-info.ts";
import { StreamPage } from "./stream-page.tsx";

/** The streams of the account, or the one that the address names. */
export function StreamsPage({
  session,
  path: [name, seq],
}: {
  readonly session: Session;
  readonly path: readonly string[];
}): ReactNode {
  if (name === undefined) return <StreamList session={session} />;
  return <StreamPage key={name} session={session} name={name} seq={Number(seq) || undefined} />;
}

function StreamList({ session }: { readonly session: Session }) {
  const ask = useCallback(() => listStreams(session.bridge.connection), [session]);
  const { answer: streams, fault } = useAnswer(ask);
  return (
    <section className="page" aria-label="Streams">
      <FaultAlert title="Streams cannot be listed" fault={fault} />
      {streams?.length === 0 && (
        <div className="welcome">
          <h2 className="welcome-title">No streams yet</h2>
          <Text c="dimmed">
            A stream keeps what is published on its subjects, to be read later. This account has
            none.
          </Text>
        </div>
      )}
      {streams !== undefined && streams.length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th>Stream</th>
              <th className="wide">Subjects</th>
              <th className="number">Messages</th>
              <th className="number">Size</th>
              <th className="number wide">Consumers</th>
              <th className="wide">Last</th>
            </tr>
          </thead>
          <tbody>
            {streams.map(({ config, state }) => (
              <tr key={config.name}>
                <td>
                  <Anchor href={hrefOf("streams", config.name)}>{config.name}</Anchor>
                </td>
                <td className="wide">{config.subjects?.join(", ")}</td>
                <td className="number">{formatCount(state.messages)}</td>
                <td className="number">{formatBytes(state.bytes)}</td>
                <td className="number wide">{formatCount(state.consumer_count)}</td>
                <td className="wide" title={state.last_ts}>
                  {state.messages > 0 && formatWhen(new Date(state.last_ts))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

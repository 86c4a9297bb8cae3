import { Text } from "@mantine/core";
import { type ReactNode, useCallback } from "react";
import { FaultAlert } from "../page/fault-alert.tsx";
import { useAnswer } from "../page/use-answer.ts";
import type { Session } from "../session/session.ts";
import { listStreams } from "./stream-info.ts";
import { StreamPage } from "./stream-page.tsx";
import { StreamTable } from "./stream-table.tsx";

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
      <h2 className="page-title">Streams</h2>
      <FaultAlert title="Streams cannot be listed" fault={fault} />
      {streams?.length === 0 && (
        <div className="welcome">
          <h3 className="welcome-title">No streams yet</h3>
          <Text c="dimmed">
            A stream keeps what is published on its subjects, to be read later. This account has
            none.
          </Text>
        </div>
      )}
      {streams !== undefined && streams.length > 0 && (
        <StreamTable streams={streams} place="streams" />
      )}
    </section>
  );
}

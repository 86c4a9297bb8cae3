import { Text } from "@mantine/core";
import { type ReactNode, useCallback } from "react";
import { FaultAlert } from "../page/fault-alert.tsx";
import { useAnswer } from "../page/use-answer.ts";
import type { Session } from "../session/session.ts";
import { readStored } from "../streams/read-stored.ts";
import { listStreams, type StreamInfo } from "../streams/stream-info.ts";
import { StreamTable } from "../streams/stream-table.tsx";
import { deadLetters } from "./dead-letters.ts";
import { LetterBox } from "./letter-box.tsx";

/** Where dead letters lie, or those of the stream that the address names. */
export function LettersPage({
  session,
  path: [name],
  isSending,
}: {
  readonly session: Session;
  readonly path: readonly string[];
  readonly isSending: boolean;
}): ReactNode {
  if (name === undefined) return <LetterStreams session={session} />;
  return <LetterBox key={name} session={session} name={name} isSending={isSending} />;
}

function LetterStreams({ session }: { readonly session: Session }) {
  const ask = useCallback(() => letterStreams(session), [session]);
  const { answer: streams, fault } = useAnswer(ask);
  return (
    <section className="page" aria-label="Dead letters">
      <h2 className="page-title">Dead letters</h2>
      <FaultAlert title="Streams cannot be listed" fault={fault} />
      {streams?.length === 0 && (
        <div className="welcome">
          <h3 className="welcome-title">No dead letters</h3>
          <Text c="dimmed">
            What a consumer gives up lies in a stream of dead letters, with the reason, until
            somebody sends it back or drops it. No stream ends with one.
          </Text>
        </div>
      )}
      {streams !== undefined && streams.length > 0 && (
        <StreamTable streams={streams} place="letters" />
      )}
    </section>
  );
}

/** The streams whose last message is a dead letter. */
async function letterStreams({ bridge }: Session): Promise<StreamInfo[]> {
  const streams = await listStreams(bridge.connection);
  const isOne = await Promise.all(
    streams.map(async (info) => {
      if (info.state.messages === 0) return false;
      const from = info.state.last_seq;
      const last = await readStored(bridge.connection, info, { from, limit: 1 }).catch(() => []);
      return deadLetters(last).length > 0;
    }),
  );
  return streams.filter((_, index) => isOne[index]);
}

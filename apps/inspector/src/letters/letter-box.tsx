import { Anchor, Button } from "@mantine/core";
import { type ReactNode, useCallback, useState } from "react";
import { MessageView } from "../message/message-view.tsx";
import { FaultAlert } from "../page/fault-alert.tsx";
import { hrefOf } from "../page/route.ts";
import { useAnswer } from "../page/use-answer.ts";
import type { Session } from "../session/session.ts";
import { readStored } from "../streams/read-stored.ts";
import { streamInfo } from "../streams/stream-info.ts";
import { ActionPanel } from "./action-panel.tsx";
import { deadLetters } from "./dead-letters.ts";
import { LetterTable } from "./letter-table.tsx";

/** Letters that are read at once. */
const PAGE = 500;

/** The dead letters of a stream: why each was given up, and the way back. */
export function LetterBox({
  session,
  name,
  isSending,
}: {
  readonly session: Session;
  readonly name: string;
  readonly isSending: boolean;
}): ReactNode {
  const [from, setFrom] = useState(1);
  const [open, setOpen] = useState<number>();
  const [chosen, choose] = useState<ReadonlySet<number>>(new Set());
  const ask = useCallback(async () => {
    const info = await streamInfo(session.bridge.connection, name);
    const stored = await readStored(session.bridge.connection, info, { from, limit: PAGE });
    const last = stored.at(-1)?.id ?? info.state.last_seq;
    return {
      letters: deadLetters(stored),
      next: last < info.state.last_seq ? last + 1 : undefined,
    };
  }, [session, name, from]);
  const { answer, fault, again } = useAnswer(ask);
  const { letters = [], next } = answer ?? {};
  const wanted = letters.filter(({ message }) => chosen.has(message.id));
  const shown = letters.find(({ message }) => message.id === open)?.message;
  return (
    <div className="split" data-open={shown !== undefined}>
      <section className="split-list page" aria-label={`Dead letters of ${name}`}>
        <h2 className="message-title">
          <Anchor inherit href={hrefOf("letters")}>
            Dead letters
          </Anchor>
          {` / ${name}`}
        </h2>
        <FaultAlert title="Dead letters cannot be read" fault={fault} />
        {answer && letters.length === 0 && <p className="message-when">None is left here.</p>}
        <ActionPanel
          session={session}
          stream={name}
          letters={wanted}
          isSending={isSending}
          onDone={() => {
            choose(new Set());
            setOpen(undefined);
            again();
          }}
        />
        {letters.length > 0 && (
          <LetterTable
            letters={letters}
            chosen={chosen}
            open={open}
            onChoose={choose}
            onOpen={setOpen}
          />
        )}
        {next !== undefined && (
          <Button variant="default" mt="sm" onClick={() => setFrom(next)}>
            Later ones
          </Button>
        )}
      </section>
      {shown && (
        <MessageView
          key={shown.id}
          message={shown}
          session={session}
          around={[]}
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
}

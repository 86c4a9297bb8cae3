import { Button, Text } from "@mantine/core";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { MessageList } from "../message/message-list.tsx";
import { MessageView } from "../message/message-view.tsx";
import type { SeenMessage } from "../message/seen-message.ts";
import { FaultAlert } from "../page/fault-alert.tsx";
import { hrefOf } from "../page/route.ts";
import { useAnswer } from "../page/use-answer.ts";
import type { Session } from "../session/session.ts";
import { ConsumerTable } from "./consumer-table.tsx";
import { DensityPicture } from "./density-picture.tsx";
import { sequenceAt } from "./find-time.ts";
import { GoTo } from "./go-to.tsx";
import { readMark } from "./read-marks.ts";
import { readStored, readStoredBefore } from "./read-stored.ts";
import { StreamFacts } from "./stream-facts.tsx";
import { type StreamInfo, streamInfo } from "./stream-info.ts";

/** Messages of a stream that are listed at once. */
const PAGE = 200;

/** Where in a stream the list is: from a sequence on, or before one. */
type Place = { readonly from: number } | { readonly before: number };

/** A stream: what it is, who reads it, and its messages. Looking changes nothing about it. */
export function StreamPage({
  session,
  name,
  seq,
}: {
  readonly session: Session;
  readonly name: string;
  /** Message that is open. */
  readonly seq: number | undefined;
}): ReactNode {
  const { connection } = session.bridge;
  const askInfo = useCallback(() => streamInfo(connection, name), [connection, name]);
  const { answer: info, fault } = useAnswer(askInfo);
  return (
    <>
      <FaultAlert title={`Stream ${name} cannot be read`} fault={fault} />
      {info && <OpenStream session={session} info={info} seq={seq} />}
    </>
  );
}

function OpenStream({
  session,
  info,
  seq,
}: {
  readonly session: Session;
  readonly info: StreamInfo;
  readonly seq: number | undefined;
}) {
  const { connection } = session.bridge;
  const { name } = info.config;
  const { first_seq, last_seq, messages } = info.state;
  const [place, setPlace] = useState<Place>(
    seq === undefined ? { before: last_seq + 1 } : { from: Math.max(first_seq, seq - PAGE / 2) },
  );
  const [filter, setFilter] = useState(">");
  const [lost, setLost] = useState("");
  const ask = useCallback(
    () =>
      "from" in place
        ? readStored(connection, info, { from: place.from, limit: PAGE, filter })
        : readStoredBefore(connection, info, { before: place.before, limit: PAGE, filter }),
    [connection, info, place, filter],
  );
  const { answer: listed, fault } = useAnswer(ask);
  const chosen = useStored(session, info, listed, seq);
  const open = (message: SeenMessage | undefined) => {
    location.hash = message ? hrefOf("streams", name, message.id) : hrefOf("streams", name);
  };
  const goToTime = async (time: number) => {
    const read = (at: number) => readMark(connection, info, at);
    const found = await sequenceAt(time, { first: first_seq, last: last_seq }, read);
    setLost(found === undefined ? "Nothing was stored at that time or later" : "");
    setPlace(found === undefined ? { before: last_seq + 1 } : { from: found });
  };
  const first = listed?.[0]?.id ?? 0;
  const last = listed?.at(-1)?.id ?? 0;
  return (
    <div className="split" data-open={seq !== undefined}>
      <section className="split-list" aria-label={`Stream ${name}`}>
        <StreamFacts info={info} />
        {messages > 0 && <DensityPicture session={session} info={info} onTime={goToTime} />}
        <ConsumerTable session={session} info={info} />
        <div className="bar">
          <GoTo
            filter={filter}
            onSequence={(from) => setPlace({ from })}
            onTime={goToTime}
            onFilter={setFilter}
          />
          <Button.Group>
            <Button
              variant="default"
              disabled={first <= first_seq}
              onClick={() => setPlace({ before: first })}
            >
              Earlier
            </Button>
            <Button
              variant="default"
              disabled={last >= last_seq || last === 0}
              onClick={() => setPlace({ from: last + 1 })}
            >
              Later
            </Button>
          </Button.Group>
          <span className="bar-facts" role="status">
            {lost}
          </span>
        </div>
        <FaultAlert title="Messages cannot be read" fault={fault} />
        {messages === 0 && (
          <div className="welcome">
            <Text c="dimmed">The stream holds no messages now.</Text>
          </div>
        )}
        {listed && (
          <MessageList
            key={`${first} ${filter}`}
            messages={listed}
            chosen={seq}
            onChoose={open}
            isFollowing={"before" in place}
            isStored
          />
        )}
      </section>
      {seq !== undefined && chosen && (
        <MessageView
          key={seq}
          message={chosen}
          session={session}
          around={listed ?? []}
          onClose={() => open(undefined)}
        />
      )}
    </div>
  );
}

/** The message of a sequence: from the list where it is there, else from the stream. */
function useStored(
  session: Session,
  info: StreamInfo,
  listed: readonly SeenMessage[] | undefined,
  seq: number | undefined,
): SeenMessage | undefined {
  const [fetched, setFetched] = useState<SeenMessage>();
  const there = listed?.find(({ id }) => id === seq);
  const isMissing = seq !== undefined && listed !== undefined && there === undefined;
  useEffect(() => {
    if (!isMissing) return;
    void readStored(session.bridge.connection, info, { from: seq, limit: 1 }).then(([message]) =>
      setFetched(message?.id === seq ? message : undefined),
    );
  }, [session, info, seq, isMissing]);
  return there ?? (fetched?.id === seq ? fetched : undefined);
}

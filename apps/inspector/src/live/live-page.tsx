import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { messageFilter } from "../filter/message-filter.ts";
import { MessageList } from "../message/message-list.tsx";
import { MessageView } from "../message/message-view.tsx";
import type { SeenMessage } from "../message/seen-message.ts";
import type { Session } from "../session/session.ts";
import { byConversation } from "./by-conversation.ts";
import { LiveBar } from "./live-bar.tsx";
import { LiveWelcome } from "./live-welcome.tsx";

/** What passes the broker now: a list, and the message that was chosen in it. */
export function LivePage({ session }: { readonly session: Session }): ReactNode {
  const { feed } = session;
  const live = useSyncExternalStore(feed.subscribe, feed.snapshot);
  const [paused, pause] = useState<readonly SeenMessage[]>();
  const [isFollowing, follow] = useState(true);
  const [isGrouped, group] = useState(false);
  const [filter, setFilter] = useState("");
  const [chosen, choose] = useState<SeenMessage>();
  useEffect(() => {
    if (feed.snapshot().subject === "") feed.watch(">");
  }, [feed]);
  const all = paused ?? live.messages;
  const { matches, fault } = useMemo(() => messageFilter(filter), [filter]);
  const messages = useMemo(() => {
    const found = filter === "" ? all : all.filter(matches);
    return isGrouped ? byConversation(found) : found;
  }, [all, filter, matches, isGrouped]);
  return (
    <div className="split" data-open={chosen !== undefined}>
      <section className="split-list" aria-label="Live messages">
        <LiveBar
          live={live}
          shown={messages.length}
          filter={filter}
          filterFault={fault}
          isGrouped={isGrouped}
          onGroup={group}
          isPaused={paused !== undefined}
          onFilter={setFilter}
          onPause={(isPaused) => pause(isPaused ? live.messages : undefined)}
          onWatch={(subject) => {
            pause(undefined);
            choose(undefined);
            follow(true);
            feed.watch(subject);
          }}
        />
        {live.received === 0 ? (
          <LiveWelcome live={live} session={session} />
        ) : (
          <MessageList
            messages={messages}
            isFollowing={isFollowing}
            chosen={chosen?.id}
            onChoose={choose}
            onFollow={follow}
          />
        )}
      </section>
      {chosen && (
        <MessageView
          key={chosen.id}
          message={chosen}
          session={session}
          around={all}
          onClose={() => choose(undefined)}
        />
      )}
    </div>
  );
}

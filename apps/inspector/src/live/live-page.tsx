import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { MessageList } from "../message/message-list.tsx";
import { MessageView } from "../message/message-view.tsx";
import type { SeenMessage } from "../message/seen-message.ts";
import type { Session } from "../session/session.ts";
import { LiveBar } from "./live-bar.tsx";
import { LiveWelcome } from "./live-welcome.tsx";
import { matchesText } from "./matches-text.ts";

/** What passes the broker now: a list, and the message that was chosen in it. */
export function LivePage({ session }: { readonly session: Session }): ReactNode {
  const { feed } = session;
  const live = useSyncExternalStore(feed.subscribe, feed.snapshot);
  const [paused, pause] = useState<readonly SeenMessage[]>();
  const [isFollowing, follow] = useState(true);
  const [filter, setFilter] = useState("");
  const [chosen, choose] = useState<SeenMessage>();
  useEffect(() => {
    if (feed.snapshot().subject === "") feed.watch(">");
  }, [feed]);
  const all = paused ?? live.messages;
  const messages = useMemo(
    () => (filter === "" ? all : all.filter((message) => matchesText(message, filter))),
    [all, filter],
  );
  return (
    <div className="split" data-open={chosen !== undefined}>
      <section className="split-list" aria-label="Live messages">
        <LiveBar
          live={live}
          shown={messages.length}
          filter={filter}
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
          onClose={() => choose(undefined)}
        />
      )}
    </div>
  );
}

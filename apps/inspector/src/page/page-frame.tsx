import { Anchor, Button, Switch, Text } from "@mantine/core";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ComposePage } from "../compose/compose-page.tsx";
import { LettersPage } from "../letters/letters-page.tsx";
import { LivePage } from "../live/live-page.tsx";
import { ConnectionState } from "../session/connection-state.tsx";
import type { Session } from "../session/session.ts";
import { StreamsPage } from "../streams/streams-page.tsx";
import { hrefOf, PLACES, type Place, useRoute } from "./route.ts";

const NAMES: Readonly<Record<Place, string>> = {
  live: "Live",
  streams: "Streams",
  letters: "Dead letters",
  compose: "Compose",
};

/** What surrounds every place of the page: where one is, and the state of the connection. */
export function PageFrame({
  session,
  onLeave,
}: {
  readonly session: Session;
  readonly onLeave: () => void;
}): ReactNode {
  const route = useRoute();
  const [isSending, setSending] = useState(false);
  const main = useRef<HTMLElement>(null);
  const where = `${route.place} ${route.path[0] ?? ""}`;
  useEffect(() => {
    void where;
    // What was chosen is gone with the page before: the keyboard goes on in the new one.
    if (document.activeElement === document.body) main.current?.focus();
  }, [where]);
  return (
    <div className="frame">
      <header className="frame-header">
        <h1 className="frame-title">NATSBridge</h1>
        <nav aria-label="Places" className="frame-places">
          {PLACES.map((place) => (
            <Anchor
              key={place}
              href={hrefOf(place)}
              className="frame-place"
              underline="never"
              {...(place === route.place && { "aria-current": "page" })}
            >
              {NAMES[place]}
            </Anchor>
          ))}
        </nav>
        <Switch
          size="xs"
          label="Sending"
          title="Off: the page only looks. On: it may publish, and change streams of dead letters"
          checked={isSending}
          onChange={(event) => setSending(event.currentTarget.checked)}
        />
        <ConnectionState session={session} />
        <Text className="frame-label" c="dimmed" truncate title={session.label}>
          {session.label}
        </Text>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onLeave}>
          Disconnect
        </Button>
      </header>
      <main ref={main} className="frame-main" tabIndex={-1}>
        {route.place === "live" && <LivePage session={session} />}
        {route.place === "streams" && <StreamsPage session={session} path={route.path} />}
        {route.place === "letters" && (
          <LettersPage session={session} path={route.path} isSending={isSending} />
        )}
        {route.place === "compose" && (
          <ComposePage
            key={route.path.join("/")}
            session={session}
            path={route.path}
            isSending={isSending}
          />
        )}
      </main>
    </div>
  );
}

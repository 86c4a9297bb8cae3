import { Anchor, Button, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { LivePage } from "../live/live-page.tsx";
import { ConnectionState } from "../session/connection-state.tsx";
import type { Session } from "../session/session.ts";
import { StreamsPage } from "../streams/streams-page.tsx";
import { hrefOf, PLACES, type Place, useRoute } from "./route.ts";

const NAMES: Readonly<Record<Place, string>> = { live: "Live", streams: "Streams" };

/** What surrounds every place of the page: where one is, and the state of the connection. */
export function PageFrame({
  session,
  onLeave,
}: {
  readonly session: Session;
  readonly onLeave: () => void;
}): ReactNode {
  const route = useRoute();
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
        <ConnectionState session={session} />
        <Text className="frame-label" c="dimmed" truncate title={session.label}>
          {session.label}
        </Text>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onLeave}>
          Disconnect
        </Button>
      </header>
      <main className="frame-main">
        {route.place === "live" && <LivePage session={session} />}
        {route.place === "streams" && <StreamsPage session={session} path={route.path} />}
      </main>
    </div>
  );
}

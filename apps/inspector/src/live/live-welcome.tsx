import { Alert, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Session } from "../session/session.ts";
import type { LiveSnapshot } from "./live-feed.ts";

/** What is shown while nothing has come: why, and what one can do. */
export function LiveWelcome({
  live,
  session,
}: {
  readonly live: LiveSnapshot;
  readonly session: Session;
}): ReactNode {
  if (live.fault !== "") {
    return (
      <div className="welcome">
        <Alert color="red" role="alert" title="Nothing can be watched">
          {live.fault}
        </Alert>
      </div>
    );
  }
  return (
    <div className="welcome">
      <h2 className="welcome-title">
        {live.isWatching ? "Waiting for messages" : "Asking the broker…"}
      </h2>
      <Text c="dimmed">
        {`Everything published on “${live.subject}” appears here as it passes ${session.label}.`}
      </Text>
      <Text c="dimmed">Send one to try it:</Text>
      <pre className="code">natsbridge send demo greeting=Hello</pre>
      <Text c="dimmed">
        Choose a message to see what is in it. Only what passes from now on is seen; what was stored
        before is in its stream.
      </Text>
    </div>
  );
}

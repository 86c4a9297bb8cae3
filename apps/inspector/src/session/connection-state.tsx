import { type ReactNode, useEffect, useState } from "react";
import type { Session } from "./session.ts";

/** Whether the broker is reached, told when it changes. */
export function ConnectionState({ session }: { readonly session: Session }): ReactNode {
  const [isOnline, setOnline] = useState(true);
  useEffect(() => {
    const events = session.bridge.status();
    void (async () => {
      for await (const { type } of events) {
        if (type === "disconnect") setOnline(false);
        if (type === "reconnect") setOnline(true);
      }
    })();
    return () => events.stop();
  }, [session]);
  return (
    <span role="status" className="connection-state" data-online={isOnline}>
      {isOnline ? "online" : "reconnecting"}
    </span>
  );
}

import type { NatsConnection } from "./nats-connection.ts";
import { statusEvents } from "./status.ts";

/** What happens to a connection while something is under way on it. */
export interface PermissionWatch {
  /** Resolves when the connection breaks: an answer that has not come by then never will. */
  readonly broken: Promise<void>;
  /** Ends the watch, and tells whether the server refused it for lack of permission. */
  end(): Promise<boolean>;
}

/** The server reports a violation before it answers a flush, and only as an event of the connection. */
export function watchPermission(
  connection: NatsConnection,
  operation: "publish" | "subscription",
  subject: string,
): PermissionWatch {
  const events = statusEvents(connection);
  // The server writes subjects with its own escapes.
  const names = new Set([subject, JSON.stringify(subject).slice(1, -1)]);
  const { promise: broken, resolve: breaks } = Promise.withResolvers<void>();
  const violated = (async () => {
    let found = false;
    for await (const event of events) {
      if (event.type === "disconnect") breaks();
      if (event.type === "permission" && event.operation === operation) {
        found ||= names.has(event.subject);
      }
    }
    return found;
  })();
  return {
    broken,
    end() {
      events.stop();
      return violated.catch(() => false);
    },
  };
}

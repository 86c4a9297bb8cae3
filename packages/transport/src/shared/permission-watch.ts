import type { NatsConnection } from "../connection/nats-connection.ts";
import type { NatsStatus } from "../connection/status.ts";
import { isRefused } from "./shared-flush.ts";
import { sharedState } from "./shared-state.ts";

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
  const { watch } = sharedState(connection);
  const refused = new Set<string>();
  const { promise: broken, resolve: breaks } = Promise.withResolvers<void>();
  const hear = (event: NatsStatus): void => {
    if (event.type === "disconnect") breaks();
    if (event.type === "permission" && event.operation === operation) refused.add(event.subject);
  };
  watch.add(hear);
  return {
    broken,
    async end() {
      await watch.passed();
      watch.delete(hear);
      return isRefused(refused, subject);
    },
  };
}

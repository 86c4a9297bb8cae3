import { stopStatus } from "./client/client-internals.ts";
import type { NatsConnection } from "./nats-connection.ts";
import { natsFault } from "./nats-fault.ts";

/** An event of a connection, the same for all NATS clients. */
export type NatsStatus =
  | {
      readonly type: "disconnect" | "reconnect" | "reconnecting" | "lame_duck";
      readonly server?: string;
    }
  | { readonly type: "permission"; readonly operation: string; readonly subject: string }
  | { readonly type: "error"; readonly error: Error }
  /** The server refused the credentials; it is asked again. */
  | { readonly type: "login_refused"; readonly error: Error }
  /** The client had given up for this reason, and another connection was made in place of its. */
  | { readonly type: "connection_replaced"; readonly error: Error }
  | { readonly type: "other"; readonly name: string };

/** Events of a connection until it closes or `stop()` is called, which lets those already there pass. */
export interface StatusEvents extends AsyncIterable<NatsStatus> {
  stop(): void;
}

/** Follows what happens to a connection. */
export function statusEvents(connection: NatsConnection): StatusEvents {
  const events = connection.status();
  return {
    async *[Symbol.asyncIterator]() {
      for await (const event of events) yield readStatus(event);
    },
    stop() {
      stopStatus(events);
    },
  };
}

interface RawStatus {
  readonly type?: unknown | undefined;
  /** `nats` 2. */
  readonly data?: unknown | undefined;
  readonly permissionContext?: { readonly operation: string | undefined; readonly subject: string };
  /** `@nats-io` 3. */
  readonly server?: unknown | undefined;
  readonly error?: Error & { readonly operation?: string | undefined; readonly subject?: string };
}

function readStatus(event: unknown): NatsStatus {
  const raw = event as RawStatus;
  const type = String(raw.type);
  if (isRead(event)) return event;
  if (type === "error") {
    const context = raw.permissionContext ?? raw.error;
    if (context?.operation !== undefined && context.subject !== undefined) {
      return { type: "permission", operation: context.operation, subject: context.subject };
    }
    // One client gives the error, the other its code.
    const error = raw.error ?? Object.assign(new Error(String(raw.data)), { code: raw.data });
    return { type: natsFault(error) === "authorization" ? "login_refused" : "error", error };
  }
  if (type === "disconnect" || type === "reconnect" || type === "reconnecting" || type === "ldm") {
    const server = raw.server ?? raw.data;
    return {
      type: type === "ldm" ? "lame_duck" : type,
      ...(typeof server === "string" && { server }),
    };
  }
  return { type: "other", name: type };
}

const READ = new Set(["permission", "login_refused", "connection_replaced", "other", "lame_duck"]);

/** Whether it comes from a connection of ours, which tells events in their final form. */
function isRead(event: unknown): event is NatsStatus {
  return READ.has((event as NatsStatus).type);
}

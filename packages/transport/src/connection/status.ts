import type { NatsConnection } from "./nats-connection.ts";

/** An event of a connection, the same for all NATS clients. */
export type NatsStatus =
  | {
      readonly type: "disconnect" | "reconnect" | "reconnecting" | "lame_duck";
      readonly server?: string;
    }
  | { readonly type: "permission"; readonly operation: string; readonly subject: string }
  | { readonly type: "error"; readonly error: Error }
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
      // Both clients give a queue with `stop`, though neither says so in its types.
      if ("stop" in events && typeof events.stop === "function") events.stop();
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
  if (type === "error") {
    const context = raw.permissionContext ?? raw.error;
    if (context?.operation !== undefined && context.subject !== undefined) {
      return { type: "permission", operation: context.operation, subject: context.subject };
    }
    return { type: "error", error: raw.error ?? new Error(String(raw.data)) };
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

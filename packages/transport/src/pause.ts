import { untilDeadline } from "./deadline.ts";
import type { NatsConnection } from "./nats-connection.ts";

/** Waits, in ms; at most until the signal aborts, without a rejection. */
export function pause(timeout: number, signal?: AbortSignal): Promise<void> {
  const never = new Promise<void>(() => undefined);
  return untilDeadline(never, { timeout, signal }, (why) => new Error(why)).catch(() => undefined);
}

/** Waits for a server to answer, in ms at most. Gives false where none did. */
export async function untilReachable(
  connection: NatsConnection,
  timeout: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const left = deadline - Date.now();
    if (left <= 0 || signal?.aborted || connection.isClosed()) return false;
    // The clients reject a flush each time they begin to connect.
    const answered = await untilDeadline(
      connection.flush(),
      { timeout: left, signal },
      (why) => new Error(why),
    ).then(
      () => true,
      () => false,
    );
    if (answered) return true;
    await pause(50, signal);
  }
}

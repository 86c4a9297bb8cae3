import { pause, untilDeadline } from "@natsbridge/schema/base";
import { isConnected } from "./client/client-internals.ts";
import type { NatsConnection } from "./nats-connection.ts";

/** How often to look whether the connection was closed, in ms. */
const TICK = 100;

/** Waits for a server, in ms at most; a connection that is there costs nothing. Gives false where none came. */
export async function untilConnected(
  connection: NatsConnection,
  timeout: number,
  signal?: AbortSignal,
): Promise<boolean> {
  return isConnected(connection) || untilReachable(connection, timeout, signal);
}

/** Waits for a server to answer, in ms at most. Gives false where none did. */
export async function untilReachable(
  connection: NatsConnection,
  timeout: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + timeout;
  let answer = answered(connection);
  for (;;) {
    const left = deadline - performance.now();
    if (left <= 0 || signal?.aborted || connection.isClosed()) return false;
    // A client forgets a flush when it is closed: it must not be waited for, and not keep the process alive.
    const limits = { timeout: Math.min(left, TICK), signal };
    const isAnswered = await untilDeadline(answer, limits, (why) => new Error(why)).catch(
      () => undefined,
    );
    if (isAnswered) return true;
    if (isAnswered === undefined) continue;
    await pause(TICK / 2, signal);
    answer = answered(connection);
  }
}

/** Whether the server answers; the clients reject a flush each time they begin to connect. */
async function answered(connection: NatsConnection): Promise<boolean> {
  try {
    await connection.flush();
    return true;
  } catch {
    return false;
  }
}

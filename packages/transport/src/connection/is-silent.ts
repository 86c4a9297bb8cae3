import { untilDeadline } from "@natsbridge/schema/base";
import type { NatsConnection } from "./nats-connection.ts";

/** Silence of a server after which its link is taken for broken, in ms. */
const SILENCE = 5_000;

/** Whether nothing at all comes from the server of a connection for 5 s, though it is asked. Never rejects. */
export async function isSilent(connection: NatsConnection): Promise<boolean> {
  const before = connection.stats?.().inBytes;
  let isOver = false;
  await untilDeadline(connection.flush(), { timeout: SILENCE }, (why) => {
    isOver = true;
    return new Error(why);
  }).catch(() => undefined);
  return isOver && before === connection.stats?.().inBytes;
}

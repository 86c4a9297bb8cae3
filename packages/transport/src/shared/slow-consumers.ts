import { untilDeadline } from "@natsbridge/schema/base";
import { createInbox } from "../connection/inbox.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { subscribeGuarded } from "../connection/subscribe-guarded.ts";

/** Any user may ask it of the own account, unless permissions say otherwise. */
export const ACCOUNT_STATISTICS = "$SYS.REQ.ACCOUNT.PING.STATZ";

/** Time the servers have to answer, in ms. */
const ANSWER_TIMEOUT = 1_000;

interface AccountStatistics {
  readonly server?: { readonly id?: string } | undefined;
  readonly data?: {
    readonly account_statz?: readonly { readonly slow_consumers?: number }[] | null;
  };
}

/**
 * How many connections of this account a server has cut off since it started because they read too slowly. The server
 * does not tell the one it cuts off, so this number is the only trace. Never rejects; undefined where it does not say.
 */
export async function slowConsumers(
  connection: NatsConnection,
  server_id: string,
): Promise<number | undefined> {
  const inbox = createInbox(connection);
  const { promise: answered, resolve } = Promise.withResolvers<number | undefined>();
  try {
    // All servers of a cluster answer.
    const subscription = subscribeGuarded(connection, inbox, {
      callback: (error, message) => {
        if (error) return resolve(undefined);
        const { server, data } = parse(message.data);
        if (server?.id === server_id) resolve(data?.account_statz?.[0]?.slow_consumers ?? 0);
      },
    });
    try {
      connection.publish(ACCOUNT_STATISTICS, "", { reply: inbox });
      return await untilDeadline(answered, { timeout: ANSWER_TIMEOUT }, (why) => new Error(why));
    } finally {
      subscription.unsubscribe();
    }
  } catch {
    return undefined;
  }
}

function parse(data: Uint8Array): AccountStatistics {
  try {
    return JSON.parse(new TextDecoder().decode(data)) as AccountStatistics;
  } catch {
    return {};
  }
}

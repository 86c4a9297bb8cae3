import type { NatsConnection, NatsMessage } from "@natsbridge/transport";
import { headers } from "nats";

interface Subscriptions {
  readonly subscriptions_list?: readonly { readonly cid?: number; readonly subject?: string }[];
}

/**
 * Whoever watches all subjects is a listener too, so that a question nobody would answer runs into its time-out, where
 * without the watcher the server says at once that there is nobody. This says it in its place.
 */
export async function answerForNobody(
  connection: NatsConnection,
  monitoringUrl: string,
  { subject, reply }: NatsMessage,
): Promise<void> {
  if (reply === undefined || reply === "") return;
  const own = (connection.info as { readonly client_id?: number } | undefined)?.client_id;
  const url = `${monitoringUrl}/subsz?subs=1&limit=100000&test=${encodeURIComponent(subject)}`;
  try {
    const { subscriptions_list = [] } = (await (await fetch(url)).json()) as Subscriptions;
    // Whoever else listens to everything watches as well, and answers nothing.
    if (subscriptions_list.some(({ cid, subject }) => cid !== own && subject !== ">")) return;
    connection.publish(reply, "", { headers: headers(503, "No Responders") });
  } catch {
    // The broker ends just now: nobody waits for an answer any more.
  }
}

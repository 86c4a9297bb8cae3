import { NatsBridgeError } from "@natsbridge/schema";
import { publishMessage } from "@natsbridge/transport";
import type { NATSBridge, SendPayload, Sent, SmartSendOptions } from "natsbridge";
import type { RemovingStore } from "../settings/removing-store.ts";

/** Sends a message with NATS headers of one's own. After a certain refusal nothing stays on the file server. */
export async function sendWithHeaders(
  bridge: NATSBridge,
  store: RemovingStore,
  subject: string,
  values: readonly SendPayload[],
  options: SmartSendOptions,
  headers: Readonly<Record<string, string>>,
): Promise<Sent> {
  const { jetstream, signal } = options;
  try {
    const [env, json, receipt] = await bridge.smartsend(subject, values, {
      ...options,
      ...store.options,
      jetstream: false,
      is_publish: false,
    });
    const { pub_ack } = await publishMessage(bridge.connection, subject, json, env.correlation_id, {
      headers,
      ...(jetstream !== undefined && { jetstream, msg_id: env.msg_id }),
      ...(signal && { signal }),
    });
    return [env, json, { ...receipt, ...(pub_ack && { pub_ack }) }];
  } catch (error) {
    const isRefused = NatsBridgeError.isInstance(error) && error.details.outcome === "refused";
    if (isRefused) await store.removeAll();
    throw error;
  }
}

import { type EnvelopeConsumption, ensureStream, type NATSBridge } from "natsbridge";

export async function send(bridge: NATSBridge): Promise<void> {
  // #region send
  await ensureStream(bridge.connection, { name: "ORDERS", subjects: ["orders.>"] });
  await bridge.smartsend("orders.new", [["order", { id: 1 }, "dictionary"]], { jetstream: true });
  // #endregion send
}

export function consume(bridge: NATSBridge, list: HTMLElement): EnvelopeConsumption {
  // #region consume
  const consumption = bridge.consume(
    { stream: "ORDERS", consumer: "billing", max_deliver: 5, dead_letter_subject: "dead.orders" },
    (env) => list.append(JSON.stringify(env.payloads[0]?.[1])), // an error here brings it back later
  );
  // #endregion consume
  return consumption;
}

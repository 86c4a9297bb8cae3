import { ensureStream, NATSBridge } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  await using bridge = await NATSBridge.connect();
  await ensureStream(bridge.connection, { name: "ORDERS", subjects: ["orders.>"] });
  const jetstream = { expected_last_seq: 41 }; // the stream is empty
  await bridge.smartsend("orders.new", [["order", { id: 1 }, "dictionary"]], { jetstream });
  // #endregion example
}

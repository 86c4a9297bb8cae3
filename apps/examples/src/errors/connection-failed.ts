import { NATSBridge } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  await NATSBridge.connect({ broker_url: "nats://127.0.0.1:10" }); // nothing listens there
  // #endregion example
}

import { NATSBridge } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const options = { broker: "nats://localhost:4222" }; // the option is broker_url
  await NATSBridge.connect(options as object);
  // #endregion example
}

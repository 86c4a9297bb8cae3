import { NATSBridge } from "natsbridge";

export async function connect(): Promise<NATSBridge> {
  // #region connect
  const bridge = await NATSBridge.connect(); // nats://localhost:4222, files on http://localhost:8080
  // #endregion connect
  return bridge;
}

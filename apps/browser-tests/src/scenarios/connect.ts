import { NATSBridge } from "natsbridge";

export async function connect(broker_url: string, fileserver_url: string): Promise<NATSBridge> {
  // #region connect
  const bridge = await NATSBridge.connect({ broker_url, fileserver_url });
  // #endregion connect
  return bridge;
}

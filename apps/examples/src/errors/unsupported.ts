import { smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const broker_url = "ws://localhost:8443"; // Node connects by nats:// or tls://
  await smartsend("chat", [["message", "Hello!", "text"]], { broker_url });
  // #endregion example
}

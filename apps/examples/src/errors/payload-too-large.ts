import { smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const metadata = { notes: "x".repeat(2_000_000) }; // metadata always travels in the message
  await smartsend("chat", [["message", "Hello!", "text"]], { metadata });
  // #endregion example
}

import { smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  await smartsend("chat.*", [["message", "Hello!", "text"]]);
  // #endregion example
}

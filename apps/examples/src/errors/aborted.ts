import { smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const signal = AbortSignal.abort("the user closed the window");
  await smartsend("chat", [["message", "Hello!", "text"]], { signal });
  // #endregion example
}

import { smartreceive, smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const options = { is_publish: false };
  const [, text] = await smartsend("chat", [["message", "Hello!", "text"]], options);
  await smartreceive(text.replace("SGVsbG8h", "SGVsbG8/")); // somebody turned "!" into "?"
  // #endregion example
}

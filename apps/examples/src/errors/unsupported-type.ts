import { smartreceive, smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const options = { is_publish: false };
  const [, text] = await smartsend("chat", [["weights", "0.1", "text"]], options);
  await smartreceive(text.replace('"text"', '"tensor"'));
  // #endregion example
}

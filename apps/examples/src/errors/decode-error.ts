import { smartreceive, smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const options = { is_publish: false };
  const [, text] = await smartsend("chat", [["config", "{step: 0.01}", "text"]], options);
  await smartreceive(text.replace('"text"', '"dictionary"')); // the bytes are no JSON
  // #endregion example
}

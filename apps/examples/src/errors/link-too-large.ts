import { smartreceive, smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const film = new Uint8Array(2_000_000);
  const [env] = await smartsend("films", [["film", film, "video"]]);
  await smartreceive(JSON.stringify(env), { max_download_bytes: 1_000_000 });
  // #endregion example
}

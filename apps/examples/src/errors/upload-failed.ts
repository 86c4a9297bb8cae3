import { smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const film = new Uint8Array(2_000_000);
  const fileserver_url = "http://127.0.0.1:10"; // nothing listens there
  await smartsend("films", [["film", film, "video"]], { fileserver_url });
  // #endregion example
}

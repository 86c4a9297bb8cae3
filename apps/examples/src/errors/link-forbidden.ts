import { smartreceive, smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const film = new Uint8Array(2_000_000);
  const [env] = await smartsend("films", [["film", film, "video"]]);
  const fileserver_url = "https://files.example"; // this receiver knows another file server
  await smartreceive(JSON.stringify(env), { fileserver_url });
  // #endregion example
}

import { smartreceive, smartsend } from "natsbridge";

export async function provoke(): Promise<void> {
  // #region example
  const film = new Uint8Array(2_000_000);
  const [env] = await smartsend("films", [["film", film, "video"]]);
  const elsewhere = JSON.stringify(env).replace(/http:\/\/[^/]+/, "http://127.0.0.1:10");
  await smartreceive(elsewhere, { fileserver_url: "http://127.0.0.1:10", max_retries: 2 });
  // #endregion example
}
